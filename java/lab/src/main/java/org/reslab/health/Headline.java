// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.text.Numbers;

/** Says a card in one or two sentences. */
final class Headline {
  /** Reasons that are given; the card has them all. */
  private static final int MOST_REASONS = 3;

  private Headline() {}

  static String of(List<Verdict> verdicts, List<Finding> findings) {
    List<String> parts = new ArrayList<>();
    String prediction = prediction(only(verdicts, Aim.PREDICTION));
    if (prediction != null) {
      parts.add(prediction);
    }
    parts.add(health(only(verdicts, Aim.HEALTH)));
    String mistakes = mistakes(findings);
    if (mistakes != null) {
      parts.add(mistakes);
    }
    String text = String.join("; ", parts);
    String remedy = remedy(verdicts, findings);
    return Character.toUpperCase(text.charAt(0))
        + text.substring(1)
        + "."
        + (remedy.isEmpty() ? "" : " Remedy: " + remedy);
  }

  private static List<Verdict> only(List<Verdict> verdicts, Aim aim) {
    return verdicts.stream().filter(verdict -> verdict.aim() == aim).toList();
  }

  private static @Nullable String prediction(List<Verdict> verdicts) {
    if (verdicts.isEmpty()) {
      return null;
    }
    return switch (worst(verdicts)) {
      case FAIL, WARN -> "not as theory predicts (" + because(verdicts, Status.WARN) + ")";
      case BORDERLINE, UNDEFINED -> "prediction undecided";
      case PASS, INFO -> "as theory predicts";
    };
  }

  private static String health(List<Verdict> verdicts) {
    if (verdicts.isEmpty()) {
      return "health not judged";
    }
    return switch (worst(verdicts)) {
      case FAIL -> "unhealthy, because " + because(verdicts, Status.FAIL);
      case WARN -> "doubtful, because " + because(verdicts, Status.WARN);
      case UNDEFINED -> "health undecided, because " + because(verdicts, Status.UNDEFINED);
      case BORDERLINE -> "health undecided, because " + because(verdicts, Status.BORDERLINE);
      case PASS -> "healthy";
      case INFO -> "health not judged";
    };
  }

  private static @Nullable String mistakes(List<Finding> findings) {
    String codes =
        findings.stream()
            .filter(finding -> finding.severity() != Severity.INFO)
            .map(finding -> finding.code().label())
            .collect(Collectors.joining(", "));
    return codes.isEmpty() ? null : "structure or recipe: " + codes;
  }

  private static Status worst(List<Verdict> verdicts) {
    return Status.worst(verdicts.stream().map(Verdict::status).toList());
  }

  private static String because(List<Verdict> verdicts, Status atLeast) {
    List<Verdict> causes =
        verdicts.stream()
            .filter(verdict -> verdict.status().compareTo(atLeast) >= 0)
            .sorted(Comparator.comparing(Verdict::status).reversed())
            .toList();
    String reasons =
        causes.stream().limit(MOST_REASONS).map(Headline::cause).collect(Collectors.joining(", "));
    int more = causes.size() - MOST_REASONS;
    return reasons + (more > 0 ? " and " + more + " more" : "");
  }

  private static String cause(Verdict verdict) {
    return "%s is %s, expected %s"
        .formatted(verdict.metric(), Numbers.value(verdict.value().mean()), verdict.expected());
  }

  /** Returns the remedy of the gravest finding or verdict that has one. */
  private static String remedy(List<Verdict> verdicts, List<Finding> findings) {
    record Cure(Status status, String text) {}
    // At equal gravity a mistake comes first: what is measured may follow from it.
    Stream<Cure> found =
        findings.stream().map(finding -> new Cure(finding.severity().status(), finding.remedy()));
    Stream<Cure> judged =
        verdicts.stream().map(verdict -> new Cure(verdict.status(), verdict.remedy()));
    return Stream.concat(found, judged)
        .filter(cure -> cure.status().compareTo(Status.PASS) > 0 && !cure.text().isEmpty())
        .sorted(Comparator.comparing(Cure::status).reversed())
        .map(Cure::text)
        .findFirst()
        .map(text -> text.endsWith(".") ? text : text + ".")
        .orElse("");
  }
}
