// What the manual's page on headers promises, read from its table and from a built page, and how a host is asked for a file.
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';

const page = fs.readFileSync(path.join(process.env.FIELDNOTES_SITE, 'content/manual/headers.md'), 'utf8');

/** The value of `Cache-Control` that each rule of the table sends; "the same" is that of the row above. */
export function cacheRules() {
  const rules = {};
  let last;
  for (const [, name, sent] of page.matchAll(/^\| `([a-z-]+)` \| [^|]+ \| ([^|]+) \|/gm)) {
    const value = sent === 'the same' ? last : sent.match(/`Cache-Control: ([^`]+)`/)?.[1];
    if (value) rules[name] = last = value;
  }
  same(Object.keys(rules).sort(), ['error', 'file', 'hashed', 'page', 'search-part'], 'rules of the table with a Cache-Control');
  return rules;
}

/** The policy that a built page contains, with what only a header can say. */
export function policy() {
  const html = fs.readFileSync('public/index.html', 'utf8');
  const [, value] = html.match(/http-equiv="?Content-Security-Policy"? content="([^"]+)"/i);
  return `${value.replaceAll('&#39;', "'")}; frame-ancestors 'none'`;
}

export const drawing = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox";

/** The headers of the rule `plain`. */
export const plain = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cross-origin-opener-policy': 'same-origin',
};

/** The files of the built site, as addresses. */
export function files() {
  const entries = fs.readdirSync('public', { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile())
    .map((entry) => `/${path.relative('public', path.join(entry.path, entry.name))}`).sort();
}

/** Whether an answer is the site's page for what does not exist. */
export function isErrorPage(answer) {
  return answer.body.equals(fs.readFileSync('public/404.html'));
}

/** The address of the stylesheet, which has a hash in its name. */
export function stylesheet() {
  return files().find((file) => /^\/assets\/theme\.[0-9a-f]{10}\.css$/.test(file));
}

/** Asks a host, which listens on a port of this machine, as notes.example.org. */
export function ask(origin, address, { method = 'GET', headers = {}, ca } = {}) {
  const { protocol, hostname, port } = new URL(origin);
  const client = protocol === 'https:' ? https : http;
  const options = { hostname, port, path: address, method, ca, servername: 'notes.example.org', agent: false };
  return new Promise((resolve, reject) => {
    const request = client.request({ ...options, headers: { host: 'notes.example.org', ...headers } }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    });
    request.on('error', reject).end();
  });
}

const wrong = [];

/** Notes a difference; `done` tells them all. */
export function same(found, wanted, what) {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) {
    wrong.push(`${what}: ${JSON.stringify(found)}, and not ${JSON.stringify(wanted)}`);
  }
}

/** Ends with status 1 if anything was not as promised, and tells the first of it. */
export function done(what) {
  console.log(wrong.length ? wrong.slice(0, 20).join('\n') : what);
  process.exitCode = wrong.length ? 1 : 0;
}
