// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Tag;
import org.junit.platform.commons.annotation.Testable;

/** The build leaves out, in silence, a class of another name and a test of another tag. */
@AnalyzeClasses(packages = "org.reslab", importOptions = ImportOption.OnlyIncludeTests.class)
class TestClassesTest {
  @ArchTest
  static final ArchRule TESTS_ARE_IN_CLASSES_THAT_THE_BUILD_TAKES_FOR_TESTS =
      methods()
          .that()
          .areMetaAnnotatedWith(Testable.class)
          .should()
          .beDeclaredInClassesThat()
          .haveNameMatching(".*Test(\\$.*)?");

  @ArchTest
  static final ArchRule CLASSES_ARE_TAGGED_BY_OUR_ANNOTATIONS =
      noClasses().that().areNotAnnotations().should().beAnnotatedWith(Tag.class);

  @ArchTest
  static final ArchRule METHODS_ARE_TAGGED_BY_OUR_ANNOTATIONS =
      noMethods().should().beAnnotatedWith(Tag.class);
}
