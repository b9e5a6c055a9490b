// rules.mjs ORIGIN [CERTIFICATE]: asks a server for a file of each rule of the manual's page on headers, and for every file of the
// site. It runs in the folder of the site that site.sh built. A server that names its rule in X-Cache-Rule is held to that too.
import fs from 'node:fs';
import * as page from './page.mjs';

const [origin, certificate] = process.argv.slice(2);
const ca = certificate && fs.readFileSync(certificate);
const ask = (address, options) => page.ask(origin, address, { ca, ...options });
const cache = page.cacheRules();
const policy = page.policy();

/** What every answer has. */
async function check(address, rule, status) {
  const answer = await ask(address);
  const { status: found, headers } = answer;
  page.same(found, status, `${address}: status`);
  page.same(headers['cache-control'], cache[rule], `${address}: Cache-Control of ${rule}`);
  if (headers['x-cache-rule']) page.same(headers['x-cache-rule'], rule, `${address}: X-Cache-Rule`);
  const drawn = /\.svg(\?|$)/.test(address);
  page.same(headers['content-security-policy'], drawn ? page.drawing : policy, `${address}: policy`);
  const always = { ...page.plain, 'strict-transport-security': 'max-age=31536000' };
  for (const [name, value] of Object.entries(always)) page.same(headers[name], value, `${address}: ${name}`);
  if (status === 404) {
    page.same(headers['content-type'], 'text/html; charset=utf-8', `${address}: type`);
    page.same(page.isErrorPage(answer), true, `${address}: 404.html`);
  }
}

const picture = '/notes/nginx/cache-bypass-rules/decision.svg';
const asked = [
  [page.stylesheet(), 'hashed', 200],
  [`${page.stylesheet()}?x`, 'page', 200],
  ['/assets/own.css', 'page', 200],
  ['/assets/logo.png', 'file', 200],
  ['/assets/logo.png?fresh', 'page', 200],
  ['/files/plan.pdf', 'file', 200],
  [picture, 'file', 200],
  [`${picture}?fresh`, 'page', 200],
  ['/search/words/0.json?4f1c09ab', 'search-part', 200],
  ['/search/words/0.json', 'page', 200],
  ['/search/index.json', 'page', 200],
  ['/', 'page', 200],
  ['/?stack=nginx', 'page', 200],
  ['/notes/nginx/', 'page', 200],
  ['/feed.xml', 'page', 200],
  ['/none/', 'error', 404],
  ['/assets/none.0123456789.css', 'error', 404],
  ['/assets/none.png', 'error', 404],
  ['/notes/none.md', 'error', 404],
  ['/review/none.ics', 'error', 404],
  ['/search/words/none.json?4f1c09ab', 'error', 404],
  ['/.fieldnotes-manifest.json', 'error', 404],
  ['/.fieldnotes-texts.json', 'error', 404],
  ['/notes/.git/config', 'error', 404],
  ['/.well-known/security.txt', 'page', 200],
];
for (const [address, rule, status] of asked) await check(address, rule, status);

// Every file of the site is served, except those that are hidden.
const types = { html: 'text/html', css: 'text/css', js: 'text/javascript', md: 'text/markdown', ics: 'text/calendar', txt: 'text/plain' };
for (const file of page.files()) {
  const { status, headers } = await ask(file.replace(/index\.html$/, ''));
  page.same(status, /^\/(?!\.well-known\/)(.*\/)?\./.test(file) ? 404 : 200, file);
  const type = types[file.split('.').pop()];
  if (status === 200 && type) {
    // Both names of the type of a script are in use.
    const found = headers['content-type']?.replace('application/javascript', 'text/javascript').toLowerCase();
    page.same(found, `${type}; charset=utf-8`, `${file}: type`);
  }
}

// An address of a folder without its slash leads to the one with it, spelt as it was, and keeps its query.
const odd = 'a übung';
fs.mkdirSync(`public/files/${odd}`);
fs.writeFileSync(`public/files/${odd}/index.html`, '<p>A folder of the site');
for (const folder of ['/notes/nginx', `/files/${encodeURIComponent(odd)}`]) {
  for (const query of ['', '?stack=nginx&status=reviewed', '?q=a%26b%20c']) {
    const { status, headers } = await ask(`${folder}${query}`);
    page.same([301, 308].includes(status), true, `${folder}${query}: status ${status}`);
    page.same(headers.location, `${folder}/${query}`, `${folder}${query}: Location`);
  }
  page.same((await ask(`${folder}/`)).status, 200, `${folder}/`);
}

// Nothing is sent again that did not change.
for (const address of ['/', page.stylesheet(), picture, '/feed.xml']) {
  const { headers } = await ask(address);
  const again = await ask(address, { headers: { 'if-none-match': headers.etag } });
  page.same(again.status, 304, `${address} again`);
}
page.done(`${asked.length} rules and ${page.files().length} files are served as the page says`);
