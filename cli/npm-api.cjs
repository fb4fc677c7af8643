exports.lint = require('./cli.js').lint;
