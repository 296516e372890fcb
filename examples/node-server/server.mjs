// An HTTP endpoint that scores uploads: curl --data-binary @photo.jpg http://localhost:8080/
import { createServer } from 'node:http';
import { HyperIqaError, open } from 'hyperiqa-webgpu';

const mostBytes = 20 * 2 ** 20;
const mostPixels = 50e6;

const iqa = await open({ faces: true, adapter: process.env.HYPERIQA_ADAPTER });

const server = createServer(async (request, response) => {
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json', ...(status === 413 ? { connection: 'close' } : {}) });
    response.end(`${JSON.stringify(body)}\n`);
  };
  if (request.method !== 'POST') return answer(405, { error: 'POST a photo.' });
  // Scoring stops when the client disconnects.
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  try {
    const photo = await bodyOf(request);
    if (photo === null) return answer(413, { error: `A photo may have ${mostBytes} bytes.` });
    answer(200, await iqa.score(photo, { maxPixels: mostPixels, signal: gone.signal }));
  } catch (error) {
    if (gone.signal.aborted) return;
    const isPhotos = error instanceof HyperIqaError && error.code.startsWith('IMAGE');
    if (!isPhotos) console.error(error);
    answer(isPhotos ? 422 : 500, { error: isPhotos ? error.message : 'The photo could not be scored.' });
  }
});

/** The request's body; null when it is larger than allowed. */
async function bodyOf(request) {
  const parts = [];
  let length = 0;
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    length += part.length;
    if (length > mostBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

server.listen(Number(process.env.PORT ?? 8080), () => console.log(`http://localhost:${server.address().port}/`));
process.on('SIGTERM', () => server.close(() => iqa.close()));
