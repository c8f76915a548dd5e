// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the program and its launcher take from the environment, for the manual page. */
final class EnvironmentVariables {
  /** Names and meanings, in the order in which they are shown. */
  static final Map<String, String> ALL = Collections.unmodifiableMap(all());

  private EnvironmentVariables() {}

  private static Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(
        "RESLAB_CACHE",
        "Folder of the data sets, and of what the build fetches, in place of"
            + " $XDG_CACHE_HOME/reslab and ~/.cache/reslab.");
    all.put(
        "https_proxy",
        "HTTP proxy for 'reslab data fetch', http://HOST:PORT or http://USER:PASSWORD@HOST:PORT;"
            + " http_proxy and all_proxy are read, too, each in small letters or capitals.");
    all.put(
        "no_proxy",
        "Hosts to be reached without a proxy: names, domains, addresses, ranges such as 10.0.0.0/8,"
            + " or *, with commas between.");
    all.put("RESLAB_PYTHON", "Python with PyTorch, for 'reslab bench' with --peer python.");
    all.put(
        "RESLAB_CPU_KERNELS",
        "Most that fast kernels may use of the CPU: avx512, avx2 or none (default: what it has).");
    all.put(
        "RESLAB_FAST_PARTS",
        "What of the fast kernels to use, to measure what each is worth: convolution, normalization"
            + " or both with a comma between (default: both).");
    all.put(
        "RESLAB_ALLOCATOR",
        "pool keeps a training step's memory for the next, system does not (default: pool).");
    all.put("RESLAB_JAVA_OPTS", "Options for the JVM, added to the launcher's own.");
    all.put("RESLAB_NATIVE", "Folder of the native library, in place of the one that was built.");
    all.put(
        "OMP_NUM_THREADS",
        "CPU threads where --threads is not given (default: the processors that the process may"
            + " use, or the time that its container has).");
    all.put("JAVA_HOME", "JDK that the launcher prefers, where it is one that fits.");
    all.put("LIBTORCH_HOME", "LibTorch to build with and to load, in place of a fetched one.");
    all.put(
        "RESLAB_UPLOT_URL",
        "Folder, https: or file:, from which the build fetches the page's charts (default: uPlot's"
            + " repository).");
    all.put("NO_COLOR", "Where not empty: no colour, and progress as plain lines. CI: the latter.");
    all.put("COLUMNS", "Width of the terminal (default: 80).");
    return all;
  }
}
