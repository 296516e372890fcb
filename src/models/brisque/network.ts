/**
 * The image-sized part of BRISQUE (Mittal, Moorthy and Bovik, "No-Reference Image Quality Assessment in the Spatial
 * Domain", IEEE Transactions on Image Processing 21, 2012), as OpenCV's quality module computes it.
 */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { halfSizeCubic, mscn, neighbourMoments } from '../../graph/layers.ts';

/**
 * The graph for a band of a photo, or a whole one (see `planBands`). Inputs: 'grey' [1,1,rows,width], 0..1; 'rowTaps'
 * [halfRows,8], the band's `halvingTaps`, relative to its top; 'wholeStart' and 'halfStart' [2]. Outputs 'whole' and 'half'
 * [1,P,5,5]: the moments that `featuresOf` reads, at full and half size, of the parts that begin at the starts.
 */
export function brisqueGraph(rows: number, halfRows: number, width: number): Graph {
  const net = new GraphBuilder();
  const grey = net.input('grey', [1, 1, rows, width]);
  const halved = halfSizeCubic(net, 'halved', grey, net.input('rowTaps', [halfRows, 8]));
  const whole = neighbourMoments(net, 'whole', mscn(net, 'whole.mscn', grey), net.input('wholeStart', [2]));
  const half = neighbourMoments(net, 'half', mscn(net, 'half.mscn', halved), net.input('halfStart', [2]));
  return net.build([whole, half]);
}
