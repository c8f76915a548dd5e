// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.reslab.MachineLimits;
import org.reslab.StepPart;
import org.reslab.StepPhase;
import org.reslab.StepProfile;
import org.reslab.bench.BenchResult;
import org.reslab.bench.ContenderResult;
import org.reslab.bench.Curve;
import org.reslab.bench.CurvesResult;
import org.reslab.bench.Figure;
import org.reslab.bench.Spread;
import org.reslab.bench.Target;
import org.reslab.report.TextTable.Align;
import org.reslab.text.Numbers;

/** Benchmarks as text. */
public final class BenchReport {
  /** Parts of a step below this share of it are summed up in one row. */
  private static final double LEAST_SHARE = 0.005;

  private static final double MILLIS = 1e3;
  private static final double MICROS = 1e6;

  private BenchReport() {}

  /** Returns a benchmark as a title, tables and notes. */
  public static String text(BenchResult result) {
    return text(result, Screen.PLAIN);
  }

  /** Returns a benchmark as a screen can show it. */
  public static String text(BenchResult result, Screen screen) {
    StringBuilder out = new StringBuilder();
    out.append(title("bench " + result.benchmark(), result.settings(), result.rounds()));
    if (!result.contenders().isEmpty()) {
      out.append('\n').append(contenders(result.contenders(), screen));
    }
    if (!result.figures().isEmpty()) {
      out.append('\n').append(figures(result.figures(), screen));
    }
    if (result.limits() != null) {
      out.append('\n').append(limits(result.limits()));
    }
    if (result.profile() != null) {
      out.append('\n').append(profile(result.profile(), screen));
    }
    if (!result.targets().isEmpty()) {
      out.append('\n').append(targets(result.targets(), screen));
    }
    for (String note : result.notes()) {
      out.append("\nnote: ").append(note).append('\n');
    }
    return out.toString();
  }

  /** Returns cost curves as a table each, with what was fitted below it. */
  public static String text(CurvesResult result) {
    return text(result, Screen.PLAIN);
  }

  /** Returns cost curves as a screen can show them. */
  public static String text(CurvesResult result, Screen screen) {
    StringBuilder out = new StringBuilder();
    out.append(title("bench curves", result.settings(), result.rounds()));
    for (Curve curve : result.curves()) {
      out.append('\n').append(curve(curve, screen));
    }
    return out.toString();
  }

  private static String title(String name, Map<String, Object> settings, int rounds) {
    List<String> parts = new ArrayList<>();
    settings.forEach((key, value) -> parts.add(key + " " + value));
    parts.add(rounds + " rounds");
    return name + ": " + String.join(", ", parts) + "\n";
  }

  private static String contenders(List<ContenderResult> contenders, Screen screen) {
    TextTable table =
        new TextTable()
            .column("contender", Align.LEFT)
            .column("images/s", Align.RIGHT)
            .column("95 % interval", Align.RIGHT)
            .column("range", Align.RIGHT)
            .column("peak memory", Align.RIGHT)
            .column("what it is", Align.LEFT);
    for (ContenderResult each : contenders) {
      List<String> rate = spread(each.imagesPerSecond(), 1);
      table.row(
          List.of(
              each.name(),
              rate.get(0),
              rate.get(1),
              rate.get(2),
              Numbers.bytes((double) each.peakBytes()),
              each.description()));
    }
    return table.text(screen);
  }

  private static String figures(List<Figure> figures, Screen screen) {
    TextTable table =
        new TextTable()
            .column("figure", Align.LEFT)
            .column("median", Align.RIGHT)
            .column("95 % interval", Align.RIGHT)
            .column("range", Align.RIGHT)
            .column("unit", Align.LEFT);
    for (Figure figure : figures) {
      List<String> spread = spread(figure.spread(), 1);
      table.row(List.of(figure.name(), spread.get(0), spread.get(1), spread.get(2), figure.unit()));
    }
    return table.text(screen);
  }

  private static String limits(MachineLimits limits) {
    return "this machine at best, %s threads: %s GFLOP/s in a 3x3 convolution, %s GB/s in a copy%n"
        .formatted(
            limits.threads(),
            Numbers.value(limits.convolutionGflops()),
            Numbers.value(limits.copyGbps()));
  }

  private static String profile(StepProfile profile, Screen screen) {
    TextTable table =
        new TextTable()
            .column("part of a step", Align.LEFT)
            .column("phase", Align.LEFT)
            .column("ms", Align.RIGHT)
            .column("share", Align.RIGHT)
            .column("calls", Align.RIGHT);
    double small = 0;
    for (StepPart part : profile.parts()) {
      double share = part.seconds() / profile.stepSeconds();
      if (part.kind() == StepPart.Kind.OPERATION && share < LEAST_SHARE) {
        small += part.seconds();
        continue;
      }
      table.row(
          List.of(
              part.name(),
              part.kind() == StepPart.Kind.OPERATION ? phase(part.phase()) : Numbers.NONE,
              Numbers.fixed(MILLIS * part.seconds(), 2),
              Numbers.percent(share, 1),
              part.calls() == 0 ? Numbers.NONE : Numbers.fixed(part.calls(), 0)));
    }
    table.row(
        List.of(
            "operations below 0.5 %",
            Numbers.NONE,
            Numbers.fixed(MILLIS * small, 2),
            Numbers.percent(small / profile.stepSeconds(), 1),
            Numbers.NONE));
    table.row(
        List.of(
            "a step, profiled",
            Numbers.NONE,
            Numbers.fixed(MILLIS * profile.stepSeconds(), 2),
            "100.0%",
            Numbers.NONE));
    return table.text(screen);
  }

  private static String phase(StepPhase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  private static String targets(List<Target.Judged> targets, Screen screen) {
    TextTable table =
        new TextTable()
            .column("target", Align.LEFT)
            .column("bound", Align.RIGHT)
            .column("found", Align.RIGHT)
            .column("", Align.LEFT);
    for (Target.Judged judged : targets) {
      Target target = judged.target();
      table.row(
          List.of(
              target.figure(),
              (target.kind() == Target.Kind.AT_LEAST ? ">= " : "<= ") + target.bound(),
              judged.found() == null ? Numbers.NONE : Numbers.value(judged.found()),
              judged.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
    }
    return table.text(screen);
  }

  private static String curve(Curve curve, Screen screen) {
    TextTable table =
        new TextTable()
            .column(curve.kind().unit(), Align.RIGHT)
            .column("µs/image", Align.RIGHT)
            .column("95 % interval", Align.RIGHT)
            .column("range", Align.RIGHT)
            .column("step memory", Align.RIGHT)
            .column("peak memory", Align.RIGHT);
    for (Curve.Point point : curve.points()) {
      List<String> time = spread(point.secondsPerImage(), MICROS);
      table.row(
          List.of(
              Numbers.count(point.x()),
              time.get(0),
              time.get(1),
              time.get(2),
              Numbers.bytes((double) point.stepBytes()),
              Numbers.bytes((double) point.peakBytes())));
    }
    return table.text(screen)
        + curve.fits().stream().map(fit -> fit(curve, fit)).collect(Collectors.joining());
  }

  private static String fit(Curve curve, Curve.Fit fit) {
    String slope =
        "%s, r² %s%n".formatted(Numbers.interval(fit.slope()), Numbers.fixed(fit.rSquared(), 4));
    return fit.form() == Curve.Form.LINEAR
        ? "%s = %s + slope x %s, slope %s"
            .formatted(fit.quantity(), Numbers.value(fit.intercept()), curve.kind().unit(), slope)
        : "%s ~ %s^power, power %s".formatted(fit.quantity(), curve.kind().unit(), slope);
  }

  /** The median, its interval and the range, written alike. */
  private static List<String> spread(Spread spread, double scale) {
    List<String> texts =
        Numbers.alike(
            scale * spread.median(),
            scale * spread.lower(),
            scale * spread.upper(),
            scale * spread.min(),
            scale * spread.max());
    return List.of(
        Double.isNaN(spread.median()) ? Numbers.NONE : texts.get(0),
        range(spread.lower(), spread.upper(), texts.subList(1, 3)),
        range(spread.min(), spread.max(), texts.subList(3, 5)));
  }

  private static String range(double lower, double upper, List<String> texts) {
    return Double.isNaN(lower) || Double.isNaN(upper) ? Numbers.NONE : String.join(" .. ", texts);
  }
}
