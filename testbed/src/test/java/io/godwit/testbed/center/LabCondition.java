package io.godwit.testbed.center;

import io.godwit.lab.LabEnvironment;
import io.godwit.lab.LabException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Looks for a sandbox, the QEMUs and the guest. */
final class LabCondition implements ExecutionCondition {
  static final String DISTRIBUTION_QEMU = "GODWIT_QEMU_DISTRIBUTION";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Optional<NeedsLab> needs =
        context.getTestClass().flatMap(c -> AnnotationSupport.findAnnotation(c, NeedsLab.class));
    if (needs.isEmpty() || context.getTestMethod().isPresent()) {
      return ConditionEvaluationResult.enabled("decided for the whole class");
    }
    String missing = missing(needs.get().value());
    return missing == null
        ? ConditionEvaluationResult.enabled("everything a lab needs is there")
        : ConditionEvaluationResult.disabled(missing);
  }

  private static @Nullable String missing(NeedsLab.Qemus qemus) {
    String refusal = System.getenv("GODWIT_SANDBOX_REFUSAL");
    if (refusal != null) {
      return "There is no sandbox. " + refusal.replaceAll("\\s*sandbox:\\s*", " ").strip();
    }
    try {
      LabEnvironment.fromEnvironment();
    } catch (LabException absent) {
      return absent.getMessage();
    }
    return qemus == NeedsLab.Qemus.NEW ? null : missingDistributionQemu();
  }

  private static @Nullable String missingDistributionQemu() {
    String qemu = System.getenv(DISTRIBUTION_QEMU);
    if (qemu == null || qemu.isBlank()) {
      return DISTRIBUTION_QEMU
          + " is not set: this machine's distribution has no QEMU before 9.0 to test with.";
    }
    return Files.isExecutable(Path.of(qemu))
        ? null
        : DISTRIBUTION_QEMU + " is " + qemu + ", which is not there.";
  }
}
