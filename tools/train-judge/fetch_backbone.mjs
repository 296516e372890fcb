/**
 * Downloads the npm package nsfwjs and unpacks one of its networks as TensorFlow.js takes it: model.json and its shards.
 *
 *     node tools/train-judge/fetch_backbone.mjs DATA
 *
 * Written: DATA/mobilenet_v2_mid and DATA/nsfwjs-LICENSE. The package holds the shards as modules of base64.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const version = '4.3.0';
const network = 'mobilenet_v2_mid';

const folder = resolve(process.argv[2]);
mkdirSync(join(folder, network), { recursive: true });
const archive = execFileSync('npm', ['pack', '--silent', `nsfwjs@${version}`], {
  cwd: folder,
  encoding: 'utf8',
}).trim();
mkdirSync(join(folder, 'nsfwjs'), { recursive: true });
execFileSync('tar', ['-xzf', archive, '-C', 'nsfwjs', '--strip-components', '1'], { cwd: folder });
const published = join(folder, 'nsfwjs', 'dist', 'models', network);
const require = createRequire(join(published, 'index.js'));
const model = require('./model.min.js');
writeFileSync(join(folder, network, 'model.json'), JSON.stringify(model));
for (const name of model.weightsManifest.flatMap(({ paths }) => paths)) {
  writeFileSync(join(folder, network, name), Buffer.from(require(`./${name}.min.js`), 'base64'));
}
copyFileSync(join(folder, 'nsfwjs', 'LICENSE'), join(folder, 'nsfwjs-LICENSE'));
