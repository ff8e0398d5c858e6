/** @file Where what belongs to one user lies by default, so that window, browser host and command find the same store. */

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As `process.platform` has it. */
  readonly platform: string;
  readonly home: string;
}

/** The app's folder in the place each system has for it. Made by nobody here. */
export function userFolder({ env, platform, home }: Surroundings): string {
  if (platform === 'darwin') return `${home}/Library/Application Support/Grokking Lab`;
  if (platform === 'win32') return `${env['APPDATA'] || `${home}\\AppData\\Roaming`}\\Grokking Lab`;
  return `${env['XDG_DATA_HOME'] || `${home}/.local/share`}/grokking-lab`;
}

/** The store that is meant when nobody names one. */
export function defaultStoreFile(around: Surroundings): string {
  return `${userFolder(around)}${around.platform === 'win32' ? '\\' : '/'}lab.db`;
}
