package io.godwit.testbed.bench;

/** One migration's figures. */
record Sample(double wallMs, double downtimeMs, double blackoutMs, double mebibytes) {}
