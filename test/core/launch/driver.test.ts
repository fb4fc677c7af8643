import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasKernels, missingDriver } from '../../../core/launch/driver';

test('a driver that is too old for the build of torch is named by what it needs', () => {
  assert.equal(missingDriver('13.0', '550.54.14'), 580);
  assert.equal(missingDriver('12.8', '550.54.14'), undefined);
  assert.equal(missingDriver('12.8', '470.1'), 525);
  assert.equal(missingDriver('13.0', '580.65.06'), undefined);
  assert.equal(missingDriver(undefined, '470'), undefined);
  assert.equal(missingDriver('13.0', undefined), undefined);
});

test('kernels serve GPUs of the same major capability, and compute entries all newer ones', () => {
  assert.equal(hasKernels('8.9', ['sm_80', 'sm_86', 'sm_90']), true);
  assert.equal(hasKernels('12.0', ['sm_80', 'sm_86', 'sm_90']), false);
  assert.equal(hasKernels('12.0', ['sm_80', 'compute_90']), true);
  assert.equal(hasKernels('6.1', ['sm_70', 'sm_80']), false);
  assert.equal(hasKernels('6.1', []), true);
});
