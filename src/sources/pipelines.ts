// Files for CI: prove every pull request on the embedded server, apply to an environment when a person asks.

export interface Pipeline {
  readonly name: string;
  text(migrations: string): string;
}

export const GITHUB: Pipeline = {
  name: ".github/workflows/godwit.yml",
  text: (migrations) => `name: migrations

on:
  pull_request:
    paths: ["${migrations}/**", "godwit.config.*"]
  workflow_dispatch:
    inputs:
      environment:
        description: An environment of the configuration, which is also one of this repository
        required: true

permissions:
  contents: read

jobs:
  # Every migration applies on an empty database, can be reverted, and applies again: nothing but Node is needed.
  prove:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
      - run: npm ci
      - run: npx godwit up
      - run: npx godwit down --to 0
      - run: npx godwit up
      - run: npx godwit check

  # Runs do not overlap, and a run that was cut off is continued by the next one.
  apply:
    if: github.event_name == 'workflow_dispatch'
    runs-on: ubuntu-latest
    environment: \${{ inputs.environment }}
    concurrency: godwit-\${{ inputs.environment }}
    env:
      DATABASE_URL: \${{ secrets.DATABASE_URL }}
      TARGET: \${{ inputs.environment }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
      - run: npm ci
      - run: npx godwit status --env "$TARGET"
      - run: npx godwit up --env "$TARGET"
`,
};

export const GITLAB: Pipeline = {
  name: ".gitlab/godwit.yml",
  text: (migrations) => `# Include it from .gitlab-ci.yml:  include: [{ local: .gitlab/godwit.yml }]

.godwit:
  image: node:22
  before_script:
    - npm ci

# Every migration applies on an empty database, can be reverted, and applies again: nothing but Node is needed.
migrations:prove:
  extends: .godwit
  stage: test
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      changes: ["${migrations}/**/*", "godwit.config.*"]
  script:
    - npx godwit up
    - npx godwit down --to 0
    - npx godwit up
    - npx godwit check

# Started by hand with the variable TARGET; DATABASE_URL is a masked variable of that environment.
migrations:apply:
  extends: .godwit
  stage: deploy
  rules:
    - if: $TARGET
      when: manual
  environment: $TARGET
  resource_group: godwit-$TARGET
  script:
    - npx godwit status --env "$TARGET"
    - npx godwit up --env "$TARGET"
`,
};
