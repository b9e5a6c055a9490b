// A small runner of GitHub's workflows: it reads a workflow with GitHub's own parser, evaluates its expressions with
// GitHub's own evaluator, and runs its steps with bash. The few actions that the workflows use are played here.

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { Evaluator, Lexer, Parser, data } from "@actions/expressions";
import { convertWorkflowTemplate, parseWorkflow } from "@actions/workflow-parser";
import YAML from "yaml";

const CONTEXTS = ["github", "env", "vars", "secrets", "steps", "needs", "runner"];
const quiet = { info() {}, verbose() {}, error() {} };

/** Reads a workflow; throws with what GitHub would say of it. */
export async function read(name, content) {
  const parsed = parseWorkflow({ name, content }, quiet);
  const template = await convertWorkflowTemplate(parsed.context, parsed.value);
  const faults = [...parsed.context.errors.getErrors(), ...(template.errors ?? [])];
  if (faults.length) throw new Error(faults.map((fault) => fault.message ?? fault.Message).join("\n"));
  return YAML.parse(content);
}

function wrapped(value) {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === "boolean") return new data.BooleanData(value);
  if (typeof value === "number") return new data.NumberData(value);
  if (typeof value === "string") return new data.StringData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(wrapped));
  return new data.Dictionary(...Object.entries(value).map(([key, inner]) => ({ key, value: wrapped(inner) })));
}

/** The value of an expression. */
function evaluate(text, contexts) {
  const failed = contexts.steps_failed ?? false;
  const functions = Object.entries({ success: !failed, failure: failed, always: true, cancelled: false }).map(
    ([name, value]) => ({ name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) }),
  );
  const tree = new Parser(new Lexer(text).lex().tokens, CONTEXTS, functions).parse();
  const known = Object.fromEntries(CONTEXTS.map((name) => [name, contexts[name] ?? {}]));
  return new Evaluator(tree, wrapped(known), new Map(functions.map((each) => [each.name, each]))).evaluate();
}

/** A text with its expressions filled in. */
const filled = (text, contexts) =>
  String(text).replace(/\$\{\{(.*?)\}\}/gs, (_, inner) => evaluate(inner, contexts).coerceString());

const filledAll = (map, contexts) =>
  Object.fromEntries(Object.entries(map ?? {}).map(([key, value]) => [key, filled(value, contexts)]));

/** Whether a condition holds; one that names no state of the job holds only where nothing failed. */
function holds(condition, contexts) {
  const text = String(condition ?? "success()").replace(/^\$\{\{(.*)\}\}$/s, "$1");
  const state = /\b(success|failure|always|cancelled)\(\)/.test(text) ? text : `success() && (${text})`;
  return !["false", "", "0"].includes(evaluate(state, contexts).coerceString());
}

/** Copies files below a folder, or one file, as an artifact has them: hidden ones only where that is asked for. */
function copy(from, to, withHidden) {
  fs.cpSync(from, to, {
    recursive: true,
    filter: (file) => withHidden || file === from || !path.basename(file).startsWith("."),
  });
}

/** What the actions do here. `run` has the folders of the run. */
const ACTIONS = {
  "actions/checkout": ({ run, inputs }) => {
    const depth = inputs["fetch-depth"] === "0" ? [] : ["--depth", "1"];
    run.git(["init", "-q", "."]);
    run.git(["fetch", "-q", ...depth, run.origin, "+refs/heads/*:refs/remotes/origin/*", run.ref]);
    run.git(["checkout", "-q", "--detach", run.sha]);
  },
  "actions/cache": () => {},
  "actions/upload-artifact": ({ run, inputs }) => {
    const from = path.resolve(run.workspace, inputs.path);
    copy(from, path.join(run.artifacts, inputs.name), inputs["include-hidden-files"] === "true");
  },
  "actions/upload-pages-artifact": ({ run, inputs }) => {
    copy(path.resolve(run.workspace, inputs.path), path.join(run.artifacts, "github-pages"), inputs["include-hidden-files"] === "true");
  },
  "actions/download-artifact": ({ run, inputs }) => {
    copy(path.join(run.artifacts, inputs.name), path.resolve(run.workspace, inputs.path), true);
  },
  "actions/deploy-pages": () => {},
  "github/codeql-action/upload-sarif": ({ run, inputs }) => JSON.parse(fs.readFileSync(inputs.sarif_file, "utf8")) && run,
};

/**
 * Runs a job. `event` has the contexts `github`, `vars` and `secrets`; `run` the folders `workspace`, `temp` and `artifacts`,
 * the repository `origin` with `ref` and `sha`, the PATH, and further variables. Gives back how each step ended, what they
 * printed, and the summary.
 */
export function runJob(workflow, id, event, run) {
  const job = workflow.jobs[id];
  const contexts = { ...event, steps: {}, needs: {}, runner: { temp: run.temp }, env: {} };
  const result = { skipped: false, failed: false, steps: [], summary: "" };
  if (job.if && !holds(job.if, contexts)) return { ...result, skipped: true };
  contexts.env = { ...filledAll(workflow.env, contexts), ...filledAll(job.env, contexts) };
  const files = { summary: path.join(run.temp, "summary"), output: path.join(run.temp, "output") };
  const defaults = { ...workflow.defaults?.run, ...job.defaults?.run };
  run.git = (args) => {
    const done = spawnSync("git", args, { cwd: run.workspace, encoding: "utf8" });
    if (done.status !== 0) throw new Error(`git ${args.join(" ")}: ${done.stderr}`);
  };
  for (const [number, step] of job.steps.entries()) {
    const name = step.name ?? step.uses ?? step.run;
    contexts.steps_failed = result.failed;
    if (!holds(step.if, contexts)) {
      result.steps.push({ name, outcome: "skipped", printed: "" });
      continue;
    }
    fs.writeFileSync(files.output, "");
    const env = { ...contexts.env, ...filledAll(step.env, contexts) };
    const done = step.uses ? act(step, contexts, run) : bash(step, { env, files, defaults, event, run });
    const outputs = Object.fromEntries(
      fs.readFileSync(files.output, "utf8").split("\n").filter(Boolean).map((line) => line.split(/=(.*)/s).slice(0, 2)),
    );
    contexts.steps[step.id ?? `step-${number}`] = { outputs, outcome: done.outcome };
    result.failed ||= done.outcome === "failure";
    result.steps.push({ name, ...done });
  }
  result.summary = fs.existsSync(files.summary) ? fs.readFileSync(files.summary, "utf8") : "";
  return result;
}

function act(step, contexts, run) {
  const action = step.uses.split("@")[0];
  if (!ACTIONS[action]) throw new Error(`there is no ${action} here`);
  try {
    ACTIONS[action]({ run, inputs: filledAll(step.with, contexts) });
    return { outcome: "success", printed: "" };
  } catch (error) {
    return { outcome: "failure", printed: String(error) };
  }
}

function bash(step, { env, files, defaults, event, run }) {
  if (/\$\{\{/.test(step.run)) throw new Error(`an expression stands in a script: ${step.name}`);
  const done = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run], {
    cwd: path.resolve(run.workspace, step["working-directory"] ?? defaults["working-directory"] ?? "."),
    encoding: "utf8",
    env: {
      PATH: run.path,
      HOME: run.temp,
      CI: "true",
      RUNNER_TEMP: run.temp,
      GITHUB_WORKSPACE: run.workspace,
      GITHUB_EVENT_NAME: event.github.event_name,
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_OUTPUT: files.output,
      ...run.variables,
      ...env,
    },
  });
  return { outcome: done.status === 0 ? "success" : "failure", printed: done.stdout + done.stderr };
}
