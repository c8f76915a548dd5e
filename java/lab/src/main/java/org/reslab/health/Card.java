// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that is said of an architecture.
 *
 * @param architecture what is judged
 * @param profile name of the profile
 * @param verdicts in the order of the profile, then what is only shown
 * @param findings mistakes of structure, and others that were handed over
 * @param unmeasured metrics that the profile would have judged
 * @param status the worst of verdicts and findings
 * @param headline one or two sentences: as predicted or not, healthy or not, because, and what to
 *     do
 */
public record Card(
    Architecture architecture,
    String profile,
    List<Verdict> verdicts,
    List<Finding> findings,
    List<String> unmeasured,
    Status status,
    String headline) {
  /** Copies the lists. */
  public Card {
    verdicts = List.copyOf(verdicts);
    findings = List.copyOf(findings);
    unmeasured = List.copyOf(unmeasured);
  }

  /** Makes a card, with its status and headline. */
  static Card of(
      Architecture architecture,
      String profile,
      Collection<Verdict> verdicts,
      Collection<Finding> findings,
      List<String> unmeasured) {
    List<Verdict> all = List.copyOf(verdicts);
    List<Finding> found = List.copyOf(findings);
    // A metric that nothing is expected of says nothing by being undefined.
    Stream<Status> judged =
        all.stream().filter(verdict -> verdict.aim() != Aim.CONTEXT).map(Verdict::status);
    Status status =
        Status.worst(
            Stream.concat(judged, found.stream().map(finding -> finding.severity().status()))
                .toList());
    return new Card(architecture, profile, all, found, unmeasured, status, Headline.of(all, found));
  }

  /** Returns the verdicts that answer one question. */
  public List<Verdict> verdicts(Aim aim) {
    return verdicts.stream().filter(verdict -> verdict.aim() == aim).toList();
  }

  /** Returns the worst status of the verdicts that answer one question. */
  public Status status(Aim aim) {
    return Status.worst(verdicts(aim).stream().map(Verdict::status).toList());
  }
}
