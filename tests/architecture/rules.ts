import { importsComputedName, isOwn, resolve, specifiers } from './imports.ts';
import { isCode, type SourceFile } from './source-file.ts';

/** The architecture's rules. Each gives one sentence per violation, beginning with the file's path. */
export type Rule = (file: SourceFile) => string[];

const within = (path: string, ...places: string[]) =>
  places.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place));

/** A folder's own imports: which of the project's files, and whether packages and node: modules. */
interface Area {
  folder: string;
  may: string[];
  packages: boolean;
  node: boolean;
}

/** The most specific folder that holds a file is the one that counts. */
const areas: Area[] = [
  { folder: 'server/clinical/', may: ['server/clinical/'], packages: false, node: false },
  { folder: 'server/', may: ['server/'], packages: true, node: true },
  { folder: 'app/', may: ['app/', 'server/clinical/'], packages: true, node: false },
  { folder: 'launch/', may: ['launch/', 'fixtures/'], packages: true, node: true },
  { folder: 'fixtures/', may: ['fixtures/'], packages: false, node: true },
];

export const folders: Rule = (file) => {
  const area = areas.find(({ folder }) => file.path.startsWith(folder));
  if (!area || !isCode(file)) return [];
  const allowed = (specifier: string) => {
    if (isOwn(specifier)) return within(resolve(file.path, specifier), ...area.may);
    return specifier.startsWith('node:') ? area.node : area.packages;
  };
  const outside = specifiers(file).filter((specifier) => !allowed(specifier));
  return outside.map((specifier) => `${file.path} imports ${specifier}, which ${area.folder} may not`);
};

export const clinicalByItsName: Rule = (file) => {
  const paths = specifiers(file).filter((specifier) => specifier.startsWith('.'));
  const reaching =
    file.path.startsWith('app/') && paths.filter((path) => resolve(file.path, path).startsWith('server/'));
  return (reaching || []).map((specifier) => `${file.path} imports ${specifier}: write #clinical/… instead`);
};

/** Packages that are known in few places, and those places. */
const confined: { packages: RegExp; places: string[] }[] = [
  {
    packages: /^(@hapi\/|hapi-)/,
    places: ['server/server.ts', 'server/plugins/', 'server/routes/', 'launch/', 'tests/'],
  },
  {
    packages: /^fhir-kit-client/,
    places: ['server/ehr/fhir-reader.ts', 'server/store/fhir/fhir-client.ts', 'tests/'],
  },
  { packages: /^openid-client/, places: ['server/helseid/', 'tests/'] },
  { packages: /^fhirclient/, places: ['app/smart/oauth.ts', 'tests/'] },
  { packages: /^chart\.?js/, places: ['app/trends/', 'tests/'] },
  { packages: /^pg(-|$)/, places: ['server/database/', 'server/store/', 'tests/'] },
];

export const confinedPackages: Rule = (file) =>
  specifiers(file).flatMap((specifier) =>
    confined
      .filter(({ packages, places }) => packages.test(specifier) && !within(file.path, ...places))
      .map(({ places }) => `${file.path} imports ${specifier}, which belongs in ${places.join(', ')}`),
  );

/** The one file whose import depends on the machine: the PostgreSQL for its platform. */
const computedImports = ['server/database/embedded/binaries.ts'];

export const importsByName: Rule = (file) =>
  isCode(file) && /^(server|app|launch|fixtures)\//.test(file.path) && !within(file.path, ...computedImports)
    ? complain(file, importsComputedName(file), 'imports a module by a computed name')
    : [];

/** launch/facade-process.ts hands the whole environment on to the facade, unread. */
const environmentReaders = /(^|\/)config\.ts$|\.mjs$|^tests\/|^launch\/facade-process\.ts$/;

export const environment: Rule = (file) =>
  isCode(file) && !environmentReaders.test(file.path)
    ? complain(
        file,
        /process\.env|process\[['"]env|import\.meta\.env/.test(file.text),
        'reads the environment',
      )
    : [];

export const sandboxIsAnAddress: Rule = (file) =>
  /^(server|app)\//.test(file.path) && isCode(file)
    ? complain(file, /isSandbox|NODE_ENV/.test(file.text), 'knows whether it runs in the sandbox')
    : [];

/** Tables: as long as what they list. */
const tables = /^server\/clinical\/vital-signs\.ts$|^app\/language\/(nb|nn|en)\.ts$/;
const longest = 250;

export const length: Rule = (file) => {
  const lines = file.text.split('\n').length - 1;
  const exempt = !isCode(file) || file.path.startsWith('tests/') || tables.test(file.path);
  return exempt ? [] : complain(file, lines > longest, `has ${lines} lines; ${longest} is the most`);
};

const emptyNames = /(^|[-./])(utils?|helpers?|commons?|managers?|services?|misc)([-./]|$)/i;

export const names: Rule = (file) =>
  complain(file, emptyNames.test(file.path), 'has a name that says nothing');

export const unfinished: Rule = (file) =>
  isCode(file) && !file.path.startsWith('tests/architecture')
    ? complain(
        file,
        /\b(TODO|FIXME|XXX)\b|\.(skip|only|todo|skipIf|fixme)\(/.test(file.text),
        'is not finished',
      )
    : [];

const topLevel = [
  ...['app/', 'docs/', 'fixtures/', 'launch/', 'server/', 'tests/', '.ci/'],
  ...['README.md', 'LICENSE', 'package.json', 'package-lock.json', 'playwright.config.ts', 'vite.config.ts'],
  ...['tsconfig.json', 'eslint.config.js', 'svelte.config.js'],
  ...['.editorconfig', '.gitattributes', '.gitignore', '.npmrc', '.prettierignore', '.prettierrc.json'],
];

export const places: Rule = (file) =>
  complain(file, !within(file.path, ...topLevel), 'lies outside the known folders');

export const lockfile: Rule = (file) => {
  if (!/(^|\/)package-lock\.json$/.test(file.path)) return [];
  const withoutFunding = (key: string, value: unknown) => (key === 'funding' ? undefined : value);
  const text = JSON.stringify(JSON.parse(file.text), withoutFunding);
  return [...text.matchAll(/\w+:\/\/[^"]*/g)].map(([address]) => `${file.path} names the address ${address}`);
};

function complain(file: SourceFile, violated: boolean, words: string): string[] {
  return violated ? [`${file.path} ${words}`] : [];
}
