package io.godwit.cli.text;

/** Whether escape sequences for colour may be written. */
public enum Colour {
  ON,
  OFF;

  static final String RED = "31;1";
  static final String CYAN = "36";

  /** {@code text} in red, for what went wrong. */
  public String red(String text) {
    return paint(RED, text);
  }

  String cyan(String text) {
    return paint(CYAN, text);
  }

  private String paint(String attributes, String text) {
    return switch (this) {
      case ON -> "\033[" + attributes + "m" + text + "\033[0m";
      case OFF -> text;
    };
  }
}
