// What folders.js and headers.json of the manual do: events as CloudFront describes them, and the headers of the page's table.
import fs from 'node:fs';
import vm from 'node:vm';
import * as page from './page.mjs';

/** The function's answer to a request for an address. Values of a query stay as they were sent. */
function handled(address) {
  const [uri, query] = address.split(/\?(.*)/s);
  const querystring = {};
  for (const pair of query ? query.split('&') : []) {
    const [name, value = ''] = pair.split(/=(.*)/s);
    if (!querystring[name]) querystring[name] = { value };
    else (querystring[name].multiValue ??= [{ value: querystring[name].value }]).push({ value });
  }
  const request = { method: 'GET', uri, querystring, headers: {}, cookies: {} };
  const event = { version: '1.0', context: { eventType: 'viewer-request' }, viewer: { ip: '192.0.2.1' }, request };
  const scope = { event };
  vm.runInNewContext(`${fs.readFileSync('folders.js', 'utf8')}\nanswer = handler(event)`, scope);
  const { statusCode, headers, uri: served, querystring: kept } = scope.answer;
  if (!statusCode) page.same(kept, querystring, `${address}: query`);
  return statusCode ? `${statusCode} ${headers.location.value}` : served;
}

for (const [address, wanted] of [
  ['/', '/index.html'],
  ['/notes/', '/notes/index.html'],
  ['/notes/?stack=nginx', '/notes/index.html'],
  ['/feed.xml', '/feed.xml'],
  ['/assets/theme.1b1ca26171.css?x', '/assets/theme.1b1ca26171.css'],
  ['/.well-known/security.txt', '/.well-known/security.txt'],
  ['/notes', '301 /notes/'],
  ['/notes/nginx', '301 /notes/nginx/'],
  ['/notes?stack=nginx', '301 /notes/?stack=nginx'],
  ['/notes?stack=nginx&stack=redis&q=a%26b%3Dc&open', '301 /notes/?stack=nginx&stack=redis&q=a%26b%3Dc&open'],
  ['/notes?q=a=b', '301 /notes/?q=a=b'],
  ['//evil%2Eexample', '301 /evil%2Eexample/'],
  ['///evil/x', '301 /evil/x/'],
]) page.same(handled(address), wanted, address);

const { SecurityHeadersConfig: security, CustomHeadersConfig: custom } = JSON.parse(fs.readFileSync('headers.json', 'utf8'));
const sent = Object.fromEntries(custom.Items.map(({ Header, Value }) => [Header.toLowerCase(), Value]));
if (security.ContentTypeOptions) sent['x-content-type-options'] = 'nosniff';
sent['referrer-policy'] = security.ReferrerPolicy.ReferrerPolicy;
for (const [name, value] of Object.entries(page.plain)) page.same(sent[name], value, `headers.json: ${name}`);
page.same(custom.Quantity, custom.Items.length, 'headers.json: Quantity');
page.same(security.ContentSecurityPolicy.ContentSecurityPolicy, page.policy(), 'headers.json: policy');
page.same(security.StrictTransportSecurity.AccessControlMaxAgeSec, 31536000, 'headers.json: transport');
page.done('folders.js and headers.json do what the page says');
