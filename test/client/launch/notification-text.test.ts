import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { notificationText } from '../../../client/src/launch/notification-text';

describe('a notification', () => {
  it('makes no link of a name that looks like one, and obeys no control character', () => {
    assert.equal(
      notificationText('[free GPU](command:workbench.action.quit) \u001b[31m\u202e is done'),
      '[free GPU] (command:workbench.action.quit) \\x1b[31m\\u202e is done',
    );
  });
});
