// bucket.mjs BUCKET: what publish.sh uploads to an empty bucket, after a build from the cache in which nothing changed, after an edit and
// after a note is gone, in the order of the requests; and which headers each object has.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import * as page from './page.mjs';

const bucket = process.argv[2];
const server = process.env.RCLONE_S3_ENDPOINT;
const cache = page.cacheRules();
let read = fs.statSync('requests.log').size;

/**
 * Runs publish.sh on a site that was built as CI does: a kept cache, new times of all sources, and no `public`. Returns the requests that
 * change the bucket.
 */
function published(environment = {}) {
  fs.rmSync('public', { recursive: true });
  execFileSync('find', ['content', 'static', 'site.toml', '-exec', 'touch', '{}', '+']);
  execFileSync('fieldnotes', ['build', '--quiet'], { stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync('sh', ['publish.sh', bucket], { stdio: 'inherit', env: { ...process.env, ...environment } });
  const log = fs.readFileSync('requests.log', 'utf8');
  const changes = log.slice(read).matchAll(/"(PUT|POST|DELETE) \/[^/]+(\/[^ ?]*)/g);
  read = log.length;
  return [...changes].map(([, method, address]) => `${method} ${decodeURIComponent(address)}`);
}

const isHashed = (file) => /^\/assets\/.+\.[0-9a-f]{10}(-[0-9]+)?\.[a-z0-9]+$/.test(file);
const isHidden = (file) => /^\/(?!\.well-known\/)(.*\/)?\./.test(file);

function ruleOf(file) {
  if (file === '/404.html') return 'error';
  if (isHashed(file)) return 'hashed';
  return /\.(png|svg|pdf|webp)$/.test(file) ? 'file' : 'page';
}

const types = {
  html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', md: 'text/markdown; charset=utf-8',
  ics: 'text/calendar; charset=utf-8', txt: 'text/plain; charset=utf-8', xml: 'text/xml; charset=utf-8',
  js: 'text/javascript; charset=utf-8', json: 'application/json', svg: 'image/svg+xml', png: 'image/png', pdf: 'application/pdf',
};

async function checkHeaders() {
  for (const file of page.files().filter((file) => !isHidden(file))) {
    // The server asks for a signature, and does not look at it.
    const authorization = 'AWS4-HMAC-SHA256 Credential=none/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=none';
    const response = await fetch(`${server}/${bucket}${file}`, { method: 'HEAD', headers: { authorization } });
    page.same(response.headers.get('cache-control'), cache[ruleOf(file)], `${file}: Cache-Control`);
    const type = types[file.split('.').pop()];
    if (type) page.same(response.headers.get('content-type'), type, `${file}: type`);
  }
}

/** Whether whatever one test takes comes before whatever the other takes. */
function inOrder(changes, before, after, what) {
  page.same(changes.findLastIndex(before) < changes.findIndex(after), true, what);
}

const put = (file) => `PUT ${file}`;
const first = published();
const files = page.files();
page.same([...first].sort(), files.filter((file) => !isHidden(file)).map(put).sort(), 'the first upload');
page.same(files.some(isHidden), true, 'some files are hidden');
inOrder(first, (change) => isHashed(change.slice(4)), (change) => change.endsWith('.html'), 'files with a hash come before pages');
await checkHeaders();
page.same(published(), [], 'nothing changed');

const manifest = () => Object.fromEntries(page.files().map((file) => [file, fs.readFileSync(`public${file}`, 'utf8')]));
const before = manifest();
fs.appendFileSync('content/notes/nginx/purge.md', '\nThen ask for it once.\n');
const edited = published();
const now = manifest();
const changed = Object.keys(now).filter((file) => now[file] !== before[file] && !isHidden(file));
page.same([...edited].sort(), changed.map(put).sort(), 'a note was edited');
page.same(changed.includes('/notes/nginx/purge/index.html') && changed.length < files.length / 2, true, 'few files changed');
await checkHeaders();

fs.rmSync('content/notes/nginx/purge.md');
const removed = published();
page.same(removed.includes('DELETE /notes/nginx/purge/index.html'), true, 'the page of a removed note is removed');
inOrder(removed, (change) => change.startsWith('PUT'), (change) => change.startsWith('DELETE'), 'what is gone is removed last');
const left = Object.keys(now).filter((file) => !fs.existsSync(`public${file}`));
page.same(removed.filter((change) => change.startsWith('DELETE')).sort(), left.map((file) => `DELETE ${file}`).sort(), 'a note was removed');

// Headers alone: nothing is seen of them, until all is uploaded.
const all = page.files().filter((file) => !isHidden(file));
page.same(published({ RCLONE_IGNORE_TIMES: 'true' }).sort(), all.map(put).sort(), 'every file on demand');
await checkHeaders();
page.done(`of ${first.length} files, ${edited.length} are uploaded after an edit, and none when nothing changed`);
