package io.godwit.cli;

import picocli.CommandLine.IVersionProvider;

/** Which Godwit this is, as its jar says. */
final class Version implements IVersionProvider {
  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "godwit " + (version == null ? "unpackaged" : version);
  }

  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }
}
