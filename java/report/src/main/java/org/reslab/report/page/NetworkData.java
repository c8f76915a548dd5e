// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.ImageDescription;
import org.reslab.Layer;
import org.reslab.MemorySession;
import org.reslab.NetworkSpec;
import org.reslab.ReslabException;
import org.reslab.diagnosis.Cost;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.experiment.Cell;
import org.reslab.experiment.Comparison;
import org.reslab.experiment.Experiment;
import org.reslab.store.StoredRun;

/**
 * The layers of a network.
 *
 * @param label net and block
 * @param blockSpec text of the block
 * @param layers in the order of execution
 */
record NetworkData(String label, String blockSpec, List<Layer> layers) {
  /** Builds networks to learn their layers, each once; keeps what it learned. */
  static final class Builder {
    /** A page with more trees than these is no page to read. */
    static final int MOST = 12;

    private final Map<NetworkSpec, List<Layer>> known = new HashMap<>();
    private final List<NetworkData> networks = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int left;
    private final Language language;

    Builder(Language language) {
      this.language = language;
    }

    /** Begins another page. */
    void restart() {
      networks.clear();
      problems.clear();
      left = 0;
    }

    /** Adds the networks of a training directory. */
    void add(StoredRun run) {
      @Nullable Experiment experiment = run.experiment();
      if (experiment == null) {
        return;
      }
      long seed = experiment.seeds().getFirst();
      @Nullable Comparison comparison = run.comparison();
      ImageDescription images =
          comparison == null ? experiment.assumedImages() : comparison.data().images();
      int classes = comparison == null ? experiment.assumedClasses() : comparison.data().classes();
      for (String net : experiment.nets()) {
        for (Block block : experiment.blocks()) {
          Cell cell = new Cell(net, block, seed);
          add(experiment.networkSpec(cell, images, classes).toBuilder().seed(0).build(), -1);
        }
      }
    }

    /**
     * Adds the networks of a diagnosis. It does not say how many blocks its stages have where that
     * was set by hand, so a network that comes out of another size is not it.
     */
    void add(StoredDiagnosis diagnosis) {
      for (StoredDiagnosis.Architecture it : diagnosis.architectures()) {
        try {
          Block block = Block.of(it.block());
          @Nullable Cost cost = it.cost();
          add(NetworkSpec.of(it.net(), block), cost == null ? -1 : cost.parameters());
        } catch (ReslabException e) {
          String problem = missing(it.net() + " · " + it.block(), e);
          if (!problems.contains(problem)) {
            problems.add(problem);
          }
        }
      }
    }

    private void add(NetworkSpec spec, long parameters) {
      String label = spec.net() + " · " + spec.block().name();
      if (networks.stream().anyMatch(network -> network.label().equals(label))) {
        return;
      }
      if (networks.size() == MOST) {
        left++;
        return;
      }
      try {
        List<Layer> layers = known.computeIfAbsent(spec, Builder::layers);
        long found = layers.stream().mapToLong(Layer::parameters).sum();
        if (parameters >= 0 && parameters != found) {
          problems.add(language.text("layers_other_size", label, parameters, found));
        } else {
          networks.add(new NetworkData(label, spec.block().spec(), layers));
        }
      } catch (ReslabException e) {
        problems.add(missing(label, e));
      }
    }

    private String missing(String label, ReslabException reason) {
      return language.text("layers_missing", label, String.valueOf(reason.getMessage()));
    }

    private static List<Layer> layers(NetworkSpec spec) {
      try (MemorySession session = MemorySession.open()) {
        return session.network(spec).layers();
      }
    }

    List<NetworkData> networks() {
      return List.copyOf(networks);
    }

    List<String> problems() {
      return problems.stream().distinct().toList();
    }

    /** How many networks are not among them, for want of room. */
    int left() {
      return left;
    }
  }
}
