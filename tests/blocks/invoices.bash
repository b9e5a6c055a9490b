#!/usr/bin/env bash
# Sends jobs to the worker of the note through its queue, looks at their effects, and ends the worker with SIGINT during the last job.
# The worker ends with 1, and says why, if something is not as the note tells. bullmq.bash and the files of the note come before.
set -euo pipefail

psql -X -q -v ON_ERROR_STOP=1 -c "INSERT INTO invoices (id, status) VALUES (1, 'draft'), (2, 'draft')"

cat > drive.mjs <<'JS'
import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueueEvents } from 'bullmq';
import pg from 'pg';
import { issue, queue } from './src/jobs/queue.js';

const until = async (what, is) => {
  for (let turn = 0; turn < 300; turn += 1) {
    if (await is()) return;
    await sleep(100);
  }
  throw new Error(`waited in vain: ${what}`);
};
const pool = new pg.Pool();
const rows = async (text) => (await pool.query(text)).rows;
const versions = () => rows('SELECT id, status, xmin FROM invoices ORDER BY id');

async function drive() {
  // Two adds of one id leave one job.
  await issue(1);
  await issue(1);
  assert.equal(await queue.getJobCountByTypes('waiting', 'active', 'completed'), 1, 'jobs after two adds');
  writeFileSync('added', '');

  const events = new QueueEvents('invoices', { connection: { host: '127.0.0.1', port: 6379 } });
  const job = await queue.getJob('issue-1');
  assert.deepEqual(await job.waitUntilFinished(events, 30000), { applied: true }, 'the first run');
  const before = await versions();
  assert.equal(before[0].status, 'issued');

  // A finished job that runs again changes no row.
  await (await queue.getJob('issue-1')).retry('completed');
  await until('the second run', async () => {
    const again = await queue.getJob('issue-1');
    return (await again.isCompleted()) && again.returnvalue?.applied === false;
  });
  assert.deepEqual(await versions(), before, 'rows after the second run');
  assert.deepEqual(await rows('SELECT key FROM job_effects'), [{ key: 'invoice.issue:1' }]);

  // SIGINT while a job waits for a row: it finishes, and then the worker ends.
  const other = await pool.connect();
  await other.query('BEGIN');
  await other.query('SELECT FROM invoices WHERE id = 2 FOR UPDATE');
  const last = await issue(2);
  await until('the last job', async () =>
    (await rows("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).length > 0);
  process.kill(Number(readFileSync('worker.pid', 'utf8')), 'SIGINT');
  await sleep(500);
  assert(!existsSync('ended'), 'the worker ends before its job');
  await other.query('COMMIT');
  await until('the end of the worker', () => existsSync('ended'));
  const finished = await queue.getJob(last.id);
  assert.deepEqual(finished.returnvalue, { applied: true }, 'the job during SIGINT');
  assert.equal((await versions())[1].status, 'issued');
}

let verdict = 'ok';
try {
  await drive();
} catch (error) {
  verdict = error.stack;
}
writeFileSync('verdict.new', verdict);
renameSync('verdict.new', 'verdict');
if (existsSync('worker.pid') && !existsSync('ended')) process.kill(Number(readFileSync('worker.pid', 'utf8')), 'SIGINT');
process.exit();
JS

# The worker begins when the jobs are there, and waits at its end for what was seen.
cat > observed.cjs <<'JS'
const fs = require('node:fs');
const wait = (file) => {
  for (let turn = 0; turn < 300 && !fs.existsSync(file); turn += 1) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
};
if (process.argv[1]?.endsWith('/worker.js')) {
  fs.writeFileSync('worker.pid', String(process.pid));
  process.on('exit', () => {
    fs.writeFileSync('ended', '');
    wait('verdict');
    const verdict = fs.existsSync('verdict') ? fs.readFileSync('verdict', 'utf8') : 'nothing was seen';
    if (verdict === 'ok') return;
    console.error(verdict);
    process.exitCode = 1;
  });
}
JS
echo "NODE_OPTIONS=$NODE_OPTIONS --require=$PWD/observed.cjs" >> .env

node drive.mjs > drive.log 2>&1 &
for _ in $(seq 300); do
  if [ -e added ] || [ -e verdict ]; then break; fi
  sleep 0.1
done
if [ -e verdict ] || [ ! -e added ]; then
  cat drive.log verdict 2> /dev/null || true
  exit 1
fi
