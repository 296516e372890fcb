/**
 * The image-sized part of BRISQUE (Mittal, Moorthy and Bovik, "No-Reference Image Quality Assessment in the Spatial
 * Domain", IEEE Transactions on Image Processing 21, 2012), as OpenCV's quality module computes it.
 */
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';

/**
 * Input 'grey' [1,1,height,width], 0..1, at least 2x2. Outputs 'whole' and 'half' [1,P,5,5]: the moments that
 * `featuresOf` reads, at full and at half size. Throws HyperIqaError GRAPH for less than 2x2.
 */
export function brisqueGraph(height: number, width: number): Graph {
  const net = new GraphBuilder();
  const grey = net.input('grey', [1, 1, height, width]);
  const halved = net.halve('halved', grey);
  const whole = net.pairMoments('whole', net.mscn('whole.mscn', grey));
  const half = net.pairMoments('half', net.mscn('half.mscn', halved));
  return net.build([whole, half]);
}
