// headers-file.mjs ORIGIN PACKAGES: what Cloudflare Pages, at ORIGIN, and Netlify's packages make of public/_headers. Both hosts send the
// same for every file of the site, as the manual says: all headers, and for a year what is below /assets/.
import path from 'node:path';
import * as page from './page.mjs';

const [origin, packages] = process.argv.slice(2);
const netlify = path.join(packages, '@netlify/headers/dist/main.js');
const { HeadersHandler } = await import(netlify);
const logger = { error: (text) => page.same(text, '', 'Netlify reads the file') };
const handler = new HeadersHandler({ projectDir: '.', publishDir: 'public', logger });

const everywhere = { ...page.plain, 'content-security-policy': page.policy() };
const year = page.cacheRules().hashed;

async function check(host, address, headers, cache) {
  for (const [name, value] of Object.entries(everywhere)) page.same(headers[name], value, `${host}, ${address}: ${name}`);
  page.same(headers['cache-control'], cache, `${host}, ${address}: Cache-Control`);
}

/** What Netlify's own program would add to an answer. */
async function byNetlify(address) {
  const headers = await handler.apply(new Request(new URL(address, 'https://notes.example.org')));
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

const addresses = page.files().filter((file) => file !== '/_headers').map((file) => file.replace(/(index)?\.html$/, ''));
for (const address of [...addresses, `${page.stylesheet()}?x`, '/search/words/0.json?4f1c09ab']) {
  const isAsset = address.startsWith('/assets/');
  await check('Netlify', address, await byNetlify(address), isAsset ? year : undefined);
  const { status, headers } = await page.ask(origin, address);
  page.same(status, 200, `Cloudflare Pages, ${address}`);
  await check('Cloudflare Pages', address, headers, isAsset ? year : 'public, max-age=0, must-revalidate');
}
for (const address of ['/none/', '/assets/none.0123456789.css']) {
  const answer = await page.ask(origin, address);
  page.same(answer.status, 404, `Cloudflare Pages, ${address}`);
  page.same(page.isErrorPage(answer), true, `Cloudflare Pages, ${address}: 404.html`);
  await check('Cloudflare Pages', address, answer.headers, page.cacheRules().error);
}
const folder = await page.ask(origin, '/notes/nginx?stack=nginx');
page.same(folder.headers.location, '/notes/nginx/?stack=nginx', 'Cloudflare Pages, /notes/nginx: Location');
const html = await page.ask(origin, '/');
const again = await page.ask(origin, '/', { headers: { 'if-none-match': html.headers.etag } });
page.same(again.status, 304, 'Cloudflare Pages, / again');
page.done(`${addresses.length} files have the headers of the file on both hosts`);
