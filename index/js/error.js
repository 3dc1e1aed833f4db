/**
 * What a search can fail with. `code` is one of
 * - `offline`: a file could not be fetched, even on a second try;
 * - `missing-file`: a file is not there, or is damaged;
 * - `version-mismatch`: the files are of another version than this module;
 * - `bad-query`: the arguments are not of the right kind.
 */
export class SearchError extends Error {
  constructor(code, message) {
    super(message);
    this.name = "SearchError";
    this.code = code;
  }
}
