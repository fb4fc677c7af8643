import assert from 'node:assert/strict';
import { it } from 'node:test';
import { toolkitDetail } from '../../../client/src/views/toolkit-detail';
import { describedVersions } from '../../../core/toolkit/versions';

it('says once that a checkout is newer than what is known of ai-toolkit', () => {
  const newer = toolkitDetail({ path: '/ai-toolkit', version: '0.14.2' }, undefined);
  assert.match(newer, /^\/ai-toolkit\. Configs are checked for ai-toolkit up to 0\.13\.22, which is older/);
  assert.match(
    toolkitDetail({ path: '/a', version: '0.13.23' }, 'Python 3.11, torch 2.9'),
    /^Python .*up to/,
  );
});

it('says only where a known one is', () => {
  for (const version of describedVersions)
    assert.equal(toolkitDetail({ path: '/ai-toolkit', version }, undefined), '/ai-toolkit');
  assert.equal(toolkitDetail(undefined, undefined), 'Configs are checked for ai-toolkit 0.12.26.');
});
