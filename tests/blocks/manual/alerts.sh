#!/bin/sh
# A site with a note for an alert, and two rule files, one of which has a runbook that does not exist.
set -eu
mkdir -p content/notes ops
cat > site.toml <<'TOML'
title = "Field notes"
base_url = "https://notes.example.org"
TOML
cat > content/notes/crash-loops.md <<'MD'
---
title: Crash loops
date: 2026-01-15
topic: kubernetes
summary: What to do when a pod restarts again and again.
alerts: [KubePodCrashLooping]
---

Read the logs of the last container.
MD
cat > ops/pods.yaml <<'YAML'
groups:
  - name: pods
    rules:
      - alert: KubePodCrashLooping
        expr: increase(kube_pod_container_status_restarts_total[10m]) > 3
        labels:
          severity: page
        annotations:
          runbook_url: https://notes.example.org/notes/crash-lops/
YAML
cat > ops/hosts.yaml <<'YAML'
groups:
  - name: hosts
    rules:
      - alert: HostOutOfMemory
        expr: node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.1
        annotations:
          summary: A host runs out of memory.
YAML
