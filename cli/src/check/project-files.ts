import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import picomatch from 'picomatch';
import { type ProjectFile, projectFileNames, readProjectFile } from '../../../core/project/index';

/** A project file that was found, with its place. */
export interface FoundProject extends ProjectFile {
  readonly path: string;
}

/** Finds the project file of each config; each is read once. */
export class ProjectFiles {
  private readonly byFolder = new Map<string, FoundProject | undefined>();
  private readonly read = new Map<string, FoundProject>();

  /** @param chosen the project file of all configs; undefined to look for one */
  constructor(
    private readonly chosen: string | undefined,
    private readonly knownCodes: readonly string[],
  ) {}

  /** The project file of a config, looked for in its folder and upwards. Throws when the chosen one cannot be read. */
  projectOf(configPath: string): FoundProject | undefined {
    if (this.chosen !== undefined) return this.open(this.chosen);
    const start = configPath === '-' ? process.cwd() : path.dirname(path.resolve(configPath));
    return this.search(start);
  }

  /** The ai-toolkit checkout that the project file of a config names; undefined when none does or it cannot be read. */
  toolkitOf(configPath: string): string | undefined {
    try {
      const project = this.projectOf(configPath);
      const written = project?.settings.toolkit;
      return project && written !== undefined ? path.resolve(path.dirname(project.path), written) : undefined;
    } catch {
      // The check of the file reports a project file that cannot be read.
      return undefined;
    }
  }

  private search(folder: string): FoundProject | undefined {
    if (this.byFolder.has(folder)) return this.byFolder.get(folder);
    const name = projectFileNames.find((each) => existsSync(path.join(folder, each)));
    const parent = path.dirname(folder);
    const found =
      name !== undefined
        ? this.open(path.join(folder, name))
        : parent === folder
          ? undefined
          : this.search(parent);
    this.byFolder.set(folder, found);
    return found;
  }

  private open(file: string): FoundProject {
    const known = this.read.get(file);
    if (known) return known;
    const found = { path: file, ...readProjectFile(readFileSync(file, 'utf8'), this.knownCodes) };
    this.read.set(file, found);
    return found;
  }
}

/** Whether a project's globs leave a file out. They count from the project file's folder. */
export function isLeftOut(project: FoundProject | undefined, configPath: string): boolean {
  return matches(project, project?.settings.exclude ?? [], configPath);
}

/** Whether a project's globs say that a file is a config, whatever it contains. */
export function isTakenIn(project: FoundProject | undefined, configPath: string): boolean {
  return matches(project, project?.settings.include ?? [], configPath);
}

function matches(project: FoundProject | undefined, globs: readonly string[], configPath: string): boolean {
  if (!project || globs.length === 0 || configPath === '-') return false;
  const relative = path.relative(path.dirname(path.resolve(project.path)), path.resolve(configPath));
  return picomatch.isMatch(relative.replaceAll('\\', '/'), [...globs], { dot: true });
}
