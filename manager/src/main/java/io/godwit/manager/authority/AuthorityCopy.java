package io.godwit.manager.authority;

/**
 * All that another manager of the ensemble needs to sign as this one does.
 *
 * @param certificate as text
 * @param key as text; a secret that travels over authenticated channels only
 */
public record AuthorityCopy(String certificate, String key) {
  @Override
  public String toString() {
    return "AuthorityCopy[key is secret]";
  }
}
