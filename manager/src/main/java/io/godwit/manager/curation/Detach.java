package io.godwit.manager.curation;

/** What happens to a tag that is on things when it is deleted. */
public enum Detach {
  /** It stays, and so do they. */
  REFUSED,
  /** It is taken off them first. */
  WANTED
}
