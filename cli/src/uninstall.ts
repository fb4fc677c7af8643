import { rmSync } from 'node:fs';
import { defaultCache } from './rehearse/default-cache';

/** What VS Code runs after the extension was uninstalled (`vscode:uninstall`): the small checkpoints go with it. */
rmSync(defaultCache(), { recursive: true, force: true });
