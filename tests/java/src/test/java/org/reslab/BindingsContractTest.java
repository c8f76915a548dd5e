// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.reslab.bindings.reslab_h;

/** The committed bindings are those of the header, and of the library that was built from it. */
class BindingsContractTest {
  private static final Path HEADER = Fixture.source().resolve("native/include/reslab/reslab.h");

  @BeforeAll
  static void load() {
    NativeRuntime.get();
  }

  @Test
  void headerIsTheOneTheBindingsWereGeneratedFrom() throws IOException, NoSuchAlgorithmException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(HEADER));
    String recorded = Files.readString(Fixture.source().resolve("bindings/header.sha256"));
    assertThat(HexFormat.of().formatHex(hash))
        .as("run bindings/regenerate.sh after a change of reslab.h")
        .isEqualTo(recorded.split("\\s+", -1)[0]);
  }

  @Test
  void everyFunctionOfTheHeaderIsBoundAndResolves() throws Exception {
    List<String> declared =
        matches("RL_API\\s+[a-z_0-9]+\\s+\\**(rl_[a-z_0-9]+)\\(").map(m -> m.group(1)).toList();
    assertThat(declared).hasSizeGreaterThan(20);
    assertThat(boundFunctions()).containsExactlyInAnyOrderElementsOf(declared);
    for (String function : declared) {
      MemorySegment address =
          (MemorySegment) reslab_h.class.getMethod(function + "$address").invoke(null);
      assertThat(address.address()).as(function).isNotZero();
    }
  }

  @Test
  void everyConstantOfTheHeaderIsBound() throws Exception {
    Map<String, Integer> declared =
        matches("(?m)^#define (RL_[A-Z0-9_]+) \\(?(-?[0-9]+)\\)?$")
            .collect(Collectors.toMap(m -> m.group(1), m -> Integer.valueOf(m.group(2))));
    assertThat(declared).hasSizeGreaterThan(30);
    for (Map.Entry<String, Integer> constant : declared.entrySet()) {
      assertThat(reslab_h.class.getMethod(constant.getKey()).invoke(null))
          .as(constant.getKey())
          .isEqualTo(constant.getValue());
    }
  }

  @Test
  void everyStructHasTheLayoutThatTheCompilerGaveIt() throws Exception {
    assertThat(boundLayouts()).isEqualTo(compiledLayouts());
  }

  private static java.util.stream.Stream<MatchResult> matches(String pattern) throws IOException {
    return Pattern.compile(pattern).matcher(Files.readString(HEADER)).results();
  }

  private static List<String> boundFunctions() {
    return Arrays.stream(reslab_h.class.getMethods())
        .map(Method::getName)
        .filter(name -> name.endsWith("$address"))
        .map(name -> name.substring(0, name.length() - "$address".length()))
        .toList();
  }

  /** Sizes and offsets by {@code struct} and {@code struct.field}, as the bindings have them. */
  private static Map<String, Long> boundLayouts() throws Exception {
    TreeSet<String> structs = new TreeSet<>();
    matches("typedef struct (rl_[a-z_0-9]+) \\{").forEach(m -> structs.add(m.group(1)));
    Map<String, Long> layouts = new TreeMap<>();
    for (String struct : structs) {
      Class<?> binding = Class.forName("org.reslab.bindings." + struct);
      GroupLayout layout = (GroupLayout) binding.getMethod("layout").invoke(null);
      layouts.put(struct, layout.byteSize());
      for (Method method : binding.getMethods()) {
        if (method.getName().endsWith("$offset")) {
          String field = method.getName().substring(0, method.getName().indexOf('$'));
          layouts.put(struct + "." + field, (Long) method.invoke(null));
        }
      }
    }
    return layouts;
  }

  /** The same as the C compiler has them. */
  private static Map<String, Long> compiledLayouts() throws Exception {
    Process process =
        new ProcessBuilder(Fixture.required("reslab.layout_dump"))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    Map<String, Long> layouts = new TreeMap<>();
    for (String line : output.lines().toList()) {
      String[] parts = line.split(" ", -1);
      layouts.put(parts[0], Long.valueOf(parts[1]));
    }
    return layouts;
  }
}
