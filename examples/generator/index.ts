/** Example claims: facts as data, written as folders with real files, and read back. */
export {
  type ClaimFolder,
  ClaimFolderError,
  claimFoldersIn,
  type DocumentFile,
  Expected,
  PeoplesActions,
  readClaimFolder,
} from './layout';
export { type ClaimDocument, type Facts, type Scenario, withChange } from './scenario';
export { scenarioNamed, scenarios } from './scenarios';
export { makeDocument, noticeOf, writeClaim } from './write-claim';
