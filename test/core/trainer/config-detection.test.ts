import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { type ConfigFormat, parseConfigDocument } from '../../../core/syntax/config-document';
import { isTrainingConfig } from '../../../core/trainer/config-detection';
import { repositoryRoot } from '../../support/find-in-text';

function isOurs(text: string, format: ConfigFormat = 'yaml'): boolean {
  return isTrainingConfig(parseConfigDocument(text, format));
}

/** What other tools' files look like, each with keys that ours has too. */
const foreign: Readonly<Record<string, string>> = {
  'docker-compose': `services:
  train:
    image: ostris/aitoolkit
    volumes: [./config:/app/config]
    environment: { job: extension }
`,
  Kubernetes: `apiVersion: batch/v1
kind: Job
metadata: { name: train }
spec:
  template:
    spec:
      containers:
        - name: trainer
          image: ostris/aitoolkit
          env: [{ name: config, value: maya.yaml }]
`,
  'a list of Kubernetes objects': `apiVersion: v1
kind: ConfigMap
data:
  job: extension
  config: |
    process: []
---
apiVersion: v1
kind: Secret
`,
  'a GitHub workflow': `name: train
on: [push]
jobs:
  train:
    runs-on: gpu
    steps:
      - uses: actions/checkout@v4
      - run: python run.py config/maya.yaml
`,
  'a GitLab pipeline': `stages: [train]
train:
  stage: train
  script: [python run.py config/maya.yaml]
  variables: { config: maya }
`,
  'a GitLab pipeline with a job of that name': `stages: [test]
job:
  script: make
config:
  script: make config
`,
  Axolotl: `base_model: Qwen/Qwen2.5-7B
datasets:
  - path: data/maya.jsonl
    type: alpaca
adapter: lora
lora_r: 16
learning_rate: 0.0002
num_epochs: 3
output_dir: out
`,
  'a kohya config': `pretrained_model_name_or_path: Qwen/Qwen-Image
network_module: networks.lora
network_dim: 16
train_data_dir: data
optimizer_type: AdamW8bit
max_train_steps: 2000
`,
  'a kohya dataset config': `general:
  resolution: [1024, 1024]
datasets:
  - subsets:
      - image_dir: data/40_maya
        num_repeats: 40
`,
  'a diffusers training config': `model: { name_or_path: Qwen/Qwen-Image }
train: { steps: 2000, lr: 0.0001 }
datasets: [{ folder_path: data }]
`,
  'a Hydra config': `defaults: [_self_, model: qwen]
job: { name: maya }
config: { process: train }
`,
  'a MkDocs config': `site_name: Guide
nav: [{ Home: index.md }]
theme: { name: material }
`,
  'an Ansible playbook': `- hosts: gpus
  tasks:
    - name: config
      template: { src: job.j2, dest: /job.yaml }
`,
  'an Ansible inventory': `all:
  children:
    trainers: { hosts: { a: {} } }
`,
  'an OpenAPI document': `openapi: 3.1.0
info: { title: Jobs, version: '1' }
paths: { /job: { get: { responses: {} } } }
`,
  'a Prometheus config': `scrape_configs:
  - job_name: train
    static_configs: [{ targets: [a:9090] }]
`,
  'a CircleCI config': `version: 2.1
jobs: { train: { docker: [{ image: x }] } }
workflows: { all: { jobs: [train] } }
`,
  'an Azure pipeline': `jobs:
  - job: train
    steps: [{ script: make }]
`,
  'a job of another kind': `job: nightly
config:
  retries: 3
`,
  'a job with a list': `job: train
config: [a, b]
`,
  'a lone kind of ours': 'job: train\n',
  'a pipeline of processes': `process:
  - name: load
  - name: save
config: { process: [{ name: a, model: b }] }
`,
  'a caption file': 'maya_char, portrait, smiling\n',
  'front matter': '---\ntitle: Training\n---\n',
  'nothing yet': '',
  'a comment about us': 'a: 1\n# ai-toolkit\n',
  'broken text': 'job: [extension\n  config: {{{\n',
};

const foreignJson: Readonly<Record<string, string>> = {
  'editor settings': '{"qwenLora.toolkitPath": "/x", "editor.tabSize": 2}',
  'a package manifest':
    '{"name": "job", "version": "1.0.0", "scripts": {"config": "x"}, "config": {"process": "y"}}',
  'a compiler config': '{"compilerOptions": {"strict": true}}',
  'a model config': '{"architectures": ["QwenImage"], "model_type": "qwen", "process": []}',
  'a dataset index': '[{"file": "a.png", "caption": "x"}]',
};

/** A config while it is typed, from the first line that can only be ours. */
const typed: readonly string[] = [
  'job: extension',
  'job: extension\n',
  'job: extension\nconf',
  'job: extension\nconfig:',
  'job: extension\nconfig:\n  ',
  'job: extension\nconfig:\n  name: maya\n',
  'job: extension\nconfig:\n  name: maya\n  process:\n    -',
  'job: extension\nconfig:\n  name: maya\n  process:\n    - type: \n',
  'job: extension\nconfig:\n  name: maya\n  process:\n    - type: sd_trainer\n      tra',
  'job: extension\nconfig:\n  name: "maya\n  process:\n',
  'job: extens\nconfig:\n  process:\n    - type: sd_trainer\n',
  'config:\n  process:\n    - type: diffusion_trainer\n',
  'config:\n  process:\n    - train:\n        steps: 1\n      model:\n        arch: qwen_image\n',
  'job: train\nconfig:\n  name: maya\n',
  'job: extract\nconfig:\n  name: maya\n  process: []\n',
  'job: \nconfig:\n  process: []\n',
  '# ai-toolkit\n',
  '#ai-toolkit config\nx',
  '\ufeffjob: extension\nconfig: {}\n',
];

describe('other tools’ files', () => {
  for (const [name, text] of Object.entries(foreign)) {
    it(`leaves alone ${name}`, () => assert.equal(isOurs(text), false));
  }
  for (const [name, text] of Object.entries(foreignJson)) {
    it(`leaves alone ${name}`, () => assert.equal(isOurs(text, 'json'), false));
  }
});

describe('our files', () => {
  for (const text of typed) {
    it(`are known at ${JSON.stringify(text.slice(-40))}`, () => assert.equal(isOurs(text), true));
  }

  it('are known in JSON', () => {
    assert.equal(
      isOurs('{"job": "extension", "config": {"name": "maya", "process": [{"type": "sd_trainer"}]}}', 'json'),
      true,
    );
    assert.equal(isOurs('{"job": "extension", "config": {', 'json'), true);
  });

  const folders = ['test/fixtures/examples', 'examples', '../shared/corpus']
    .map((folder) => path.join(repositoryRoot, folder))
    .filter((folder) => existsSync(folder));
  for (const folder of folders) {
    it(`are known in ${path.relative(repositoryRoot, folder)}`, () => {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
        /\.ya?ml$/.test(file),
      );
      assert.ok(files.length > 0);
      const missed = files.filter((file) => !isOurs(readFileSync(path.join(folder, file), 'utf8')));
      assert.deepEqual(missed, []);
    });
  }
});
