// yaml-language-server as it is, but for the pause in typing that it waits for before it validates.
const settings = require('yaml-language-server/out/server/src/yamlSettings.js');

const { SettingsState } = settings;
settings.SettingsState = class extends SettingsState {
  constructor() {
    super();
    if (typeof this.validationDelayMs !== 'number') throw new Error('The peer has no delay to take out.');
    this.validationDelayMs = 0;
  }
};

require('yaml-language-server/out/server/src/server.js');
