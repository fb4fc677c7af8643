/** Parts of SkyPilot 0.14's task schema that our tasks use, restated (sky/utils/schemas.py). */
const size = { anyOf: [{ type: 'integer' }, { type: 'string' }] };
const infra = {
  type: 'string',
  pattern: '^(?:(?:[A-Za-z0-9*_.@-]+)(?:/[^/]+(?:/[^/]+)?)?|(?:kubernetes|k8s)(?:/.+)?)$',
};
const resources = {
  infra,
  use_spot: { type: 'boolean' },
  disk_size: size,
  memory: { anyOf: [{ type: 'string' }, { type: 'number' }] },
  max_hourly_cost: { type: 'number', exclusiveMinimum: 0 },
  autostop: {
    anyOf: [
      { type: 'boolean' },
      { type: 'integer' },
      { type: 'string', pattern: '^[0-9]+[mhdwMHDW]?$' },
      {
        type: 'object',
        additionalProperties: false,
        properties: { idle_minutes: { type: 'integer', minimum: 0 }, down: { type: 'boolean' } },
      },
    ],
  },
  job_recovery: {
    anyOf: [
      { type: 'string' },
      { type: 'object', properties: { max_restarts_on_errors: { type: 'integer', minimum: 0 } } },
    ],
  },
};
const accelerators = { type: 'string', pattern: '^[A-Za-z0-9_.-]+(?::[0-9]+)?$' };

export const skyTaskSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { type: 'string', pattern: '^[a-zA-Z](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$' },
    resources: {
      type: 'object',
      additionalProperties: false,
      properties: {
        ...resources,
        accelerators,
        any_of: {
          type: 'array',
          items: { type: 'object', additionalProperties: false, properties: { ...resources, accelerators } },
        },
      },
    },
    envs: {
      type: 'object',
      additionalProperties: false,
      patternProperties: { '^[a-zA-Z_][a-zA-Z0-9_]*$': { type: ['string', 'null'] } },
    },
    secrets: { type: 'object', additionalProperties: { type: ['string', 'null'] } },
    file_mounts: {
      type: 'object',
      additionalProperties: {
        anyOf: [
          { type: 'string' },
          {
            type: 'object',
            additionalProperties: false,
            required: ['name'],
            properties: { name: { type: 'string' }, mode: { enum: ['MOUNT', 'COPY', 'MOUNT_CACHED'] } },
          },
        ],
      },
    },
    setup: { type: 'string' },
    run: { type: 'string' },
  },
};
