import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { openPackageFiles } from './connection/package-files';
import { nodeHost } from './disk/node-host';
import { startServer } from './server';

const connection = createConnection(ProposedFeatures.all);
startServer(connection, openPackageFiles(), nodeHost);
connection.listen();
