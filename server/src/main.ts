import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeHost } from './node-host';
import { openPackageFiles } from './package-files';
import { startServer } from './server';

const connection = createConnection(ProposedFeatures.all);
startServer(connection, openPackageFiles(), nodeHost);
connection.listen();
