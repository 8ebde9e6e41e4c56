// The workflow bundle, made when an image is built: a worker that starts with fresh sources beside it bundles nothing.
import { ensureBundle } from '../workers/bundle.ts';

console.log(await ensureBundle());
