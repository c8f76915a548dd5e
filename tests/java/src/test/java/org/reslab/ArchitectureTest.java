// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The direction of the dependencies, and where the border to native code may be crossed. */
@AnalyzeClasses(packages = "org.reslab", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule ARROWS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy("org.reslab.cli..")
          .layer("report")
          .definedBy("org.reslab.report..")
          .layer("store")
          .definedBy("org.reslab.store..")
          .layer("bench")
          .definedBy("org.reslab.bench..")
          .layer("experiment")
          .definedBy("org.reslab.experiment..")
          .layer("theory")
          .definedBy("org.reslab.theory..")
          .layer("parity")
          .definedBy("org.reslab.parity..")
          .layer("diagnosis")
          .definedBy("org.reslab.diagnosis..")
          .layer("health")
          .definedBy("org.reslab.health..")
          .layer("metrics")
          .definedBy("org.reslab.metrics..")
          .layer("yaml")
          .definedBy("org.reslab.yaml..")
          .layer("data")
          .definedBy("org.reslab.data..")
          .layer("picture")
          .definedBy("org.reslab.picture..")
          .layer("files")
          .definedBy("org.reslab.files..")
          .layer("text")
          .definedBy("org.reslab.text..")
          .layer("stats")
          .definedBy("org.reslab.stats..")
          .layer("core")
          .definedBy("org.reslab")
          .layer("jfr")
          .definedBy("org.reslab.jfr..")
          .layer("internal")
          .definedBy("org.reslab.internal..")
          .layer("bindings")
          .definedBy("org.reslab.bindings..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers("cli", "report")
          .whereLayer("bench")
          .mayOnlyBeAccessedByLayers("cli", "report")
          .whereLayer("experiment")
          .mayOnlyBeAccessedByLayers("cli", "report", "store", "bench")
          .whereLayer("theory")
          .mayOnlyBeAccessedByLayers("cli", "report")
          .whereLayer("parity")
          .mayOnlyBeAccessedByLayers("cli", "report")
          .whereLayer("diagnosis")
          .mayOnlyBeAccessedByLayers("cli", "report", "store", "bench", "experiment", "theory")
          .whereLayer("health")
          .mayOnlyBeAccessedByLayers("cli", "report", "store", "experiment", "diagnosis")
          .whereLayer("metrics")
          .mayOnlyBeAccessedByLayers("report", "health")
          .whereLayer("yaml")
          .mayOnlyBeAccessedByLayers("store", "experiment", "health")
          .whereLayer("data")
          .mayOnlyBeAccessedByLayers("cli", "report", "store", "experiment", "diagnosis")
          .whereLayer("picture")
          .mayOnlyBeAccessedByLayers("report", "data")
          .whereLayer("files")
          .mayOnlyBeAccessedByLayers(
              "cli", "report", "store", "bench", "experiment", "diagnosis", "health", "data")
          .whereLayer("text")
          .mayOnlyBeAccessedByLayers(
              "cli", "report", "store", "experiment", "theory", "health", "data", "picture", "yaml")
          .whereLayer("stats")
          .mayOnlyBeAccessedByLayers(
              "cli",
              "report",
              "store",
              "bench",
              "experiment",
              "theory",
              "diagnosis",
              "health",
              "metrics",
              "text")
          .whereLayer("core")
          .mayOnlyBeAccessedByLayers(
              "cli",
              "report",
              "store",
              "bench",
              "experiment",
              "theory",
              "parity",
              "diagnosis",
              "health",
              "data",
              "metrics",
              "picture",
              "files",
              "stats",
              "yaml",
              "internal")
          .whereLayer("jfr")
          .mayOnlyBeAccessedByLayers("core")
          .whereLayer("internal")
          .mayOnlyBeAccessedByLayers("core")
          // The API's enums carry their constants.
          .whereLayer("bindings")
          .mayOnlyBeAccessedByLayers("core", "internal");

  @ArchTest
  static final ArchRule THE_CORE_NEEDS_NO_LIBRARY =
      classes()
          .that()
          .resideInAnyPackage("org.reslab", "org.reslab.internal..", "org.reslab.jfr..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "jdk.jfr..",
              "org.jspecify..",
              "org.reslab",
              "org.reslab.internal..",
              "org.reslab.jfr..",
              "org.reslab.bindings..");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("org.reslab.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule HEALTH_ONLY_JUDGES =
      noClasses()
          .that()
          .resideInAPackage("org.reslab.health..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching("org\\.reslab\\.(Network|NativeRuntime|MemorySession|ProbeMetric)");

  @ArchTest
  static final ArchRule ONLY_INTERNAL_SEES_FOREIGN_MEMORY =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.reslab.internal..", "org.reslab.bindings..")
          .and()
          .doNotHaveFullyQualifiedName(ImageArrays.class.getName()) // takes images from it
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.lang.foreign..");

  @ArchTest
  static final ArchRule NO_METHOD_IS_NATIVE =
      methods().should().notHaveModifier(JavaModifier.NATIVE);

  @ArchTest
  static final ArchRule ONLY_THE_LOADER_LOADS =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("org.reslab.internal.NativeLibrary")
          .should()
          .callMethod(System.class, "load", String.class)
          .orShould()
          .callMethod(System.class, "loadLibrary", String.class)
          .orShould()
          .callMethod(Runtime.class, "load", String.class)
          .orShould()
          .callMethod(Runtime.class, "loadLibrary", String.class);

  @ArchTest
  static final ArchRule FAILURES_ARE_OURS =
      classes()
          .that()
          .areAssignableTo(RuntimeException.class)
          .should()
          .beAssignableTo(ReslabException.class);
}
