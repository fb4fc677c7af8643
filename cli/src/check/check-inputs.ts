import { createTwoFilesPatch } from 'diff';
import {
  createLanguageService,
  type DiagnosticOptions,
  knownCodes,
  type LanguageService,
  type ParsedConfig,
  type ToolkitKeys,
} from '../../../core/language-service';
import { openPackageFiles } from '../../../server/src/connection/package-files';
import { fileProbe } from '../../../server/src/disk/node-host';
import type { LintArguments } from './arguments';
import { type InputName, type LintInput, readInput } from './inputs';
import { type FoundProject, isLeftOut, isTakenIn, ProjectFiles } from './project-files';
import type { Failure, LintedFile } from './reports/linted-file';
import { writeAtomically } from './write-atomically';

/** What became of one input; `left-out` is a file that nobody named and that is not a config. */
export type Outcome =
  | { readonly kind: 'checked'; readonly file: LintedFile; readonly diff: string | undefined }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'left-out' };

/** Messages for standard error. */
export type Complain = (message: string) => void;

/** Checks inputs one after another, with one language service for all. */
export class Checker {
  private readonly service: LanguageService;
  private readonly projects: ProjectFiles;
  private readonly reported = new Set<string>();

  constructor(
    private readonly wanted: LintArguments,
    private readonly toolkit: ToolkitKeys | undefined,
    complain: Complain,
  ) {
    const files = openPackageFiles();
    const silent = () => undefined;
    this.service = createLanguageService({
      schema: files.schema,
      logger: { error: complain, warn: complain, info: silent, debug: silent },
      documentation: files.docsPageUri,
    });
    this.projects = new ProjectFiles(
      wanted.config,
      knownCodes.map(({ code }) => code),
    );
  }

  async check(given: InputName): Promise<Outcome> {
    // With --configs-only a named file is judged like one that a search of a folder found.
    const name = this.wanted.configsOnly && given.path !== '-' ? { ...given, named: false } : given;
    try {
      const project = this.projects.projectOf(name.path);
      const wrong = this.wrongProject(project);
      if (wrong) return wrong;
      if (!name.named && isLeftOut(project, name.path)) return { kind: 'left-out' };
      const input = readInput(name);
      if ('text' in input) return await this.checkText(input, project);
      return { kind: 'failed', failure: input };
    } catch (error) {
      return { kind: 'failed', failure: { path: name.path, reason: reasonOf(error) } };
    }
  }

  /** Each wrong project file is reported once, at its own lines. */
  private wrongProject(project: FoundProject | undefined): Outcome | undefined {
    if (!project || project.problems.length === 0) return undefined;
    if (this.reported.has(project.path)) return { kind: 'left-out' };
    this.reported.add(project.path);
    const lines = project.problems.map(
      ({ line, character, message }) => `${project.path}:${line + 1}:${character + 1}: ${message}`,
    );
    return {
      kind: 'failed',
      failure: { path: project.path, reason: `the project file is wrong.\n${lines.join('\n')}` },
    };
  }

  private async checkText(input: LintInput, project: FoundProject | undefined): Promise<Outcome> {
    const parsed = this.service.parse(input.uri, 0, input.text, input.format);
    const isConfig = parsed.isConfig || isTakenIn(project, input.path);
    if (!isConfig && !input.named) return { kind: 'left-out' };
    if (!isConfig && !isBroken(parsed)) {
      return { kind: 'failed', failure: { path: input.path, reason: 'this is not an ai-toolkit config' } };
    }
    const options = this.optionsFor(project);
    const text = this.wanted.fix === 'no' ? input.text : this.service.fixedText(parsed, options);
    const changed = text !== input.text;
    if (changed && this.wanted.fix === 'write' && input.path !== '-')
      writeAtomically(input.path, text, input.text);
    const shown =
      this.wanted.fix === 'write' && changed ? this.service.parse(input.uri, 1, text, input.format) : parsed;
    // ai-toolkit resolves relative paths from the folder that it is started in; here that is the current one.
    const onDisk = await this.service.findOnDisk(shown, options, fileProbe(process.cwd()));
    const file = {
      path: input.path,
      text: this.wanted.fix === 'write' ? text : input.text,
      diagnostics: this.service.diagnose(shown, options, onDisk),
      refused: this.wanted.fix === 'no' ? [] : this.service.refusedFixes(parsed, options),
    };
    return {
      kind: 'checked',
      file,
      diff: changed && this.wanted.fix === 'diff' ? diffOf(input, text) : undefined,
    };
  }

  /** The environment of this shell need not be the trainer's, so unset variables are not reported here. */
  private optionsFor(project: FoundProject | undefined): DiagnosticOptions {
    const { severities, useCase, toolkitVersion } = this.wanted;
    return {
      useCase: useCase ?? project?.settings.useCase ?? 'character',
      variable: undefined,
      severities: { ...project?.settings.rules, ...severities },
      syntaxErrors: true,
      toolkit: this.toolkit,
      toolkitVersion: toolkitVersion ?? project?.settings.toolkitVersion,
    };
  }
}

function diffOf(input: LintInput, text: string): string {
  const name = input.path === '-' ? 'stdin' : input.path.replaceAll('\\', '/');
  return createTwoFilesPatch(`a/${name}`, `b/${name}`, input.text, text, undefined, undefined, {
    context: 3,
  });
}

/** A named file that cannot be read as YAML may well be a config; its syntax errors are then what to say. */
function isBroken(parsed: ParsedConfig): boolean {
  return parsed.config.document.problems.length > 0;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
