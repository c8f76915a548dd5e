// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Blocks as data: the table, the user's own, and what a mistake is answered with. */
class BlockTest {
  @Test
  void theTableHasTheNamedBlocks() {
    assertThat(Block.catalog())
        .extracting(Block::name)
        .contains(
            "toy",
            "plain",
            "plain-valid",
            "basic",
            "preact",
            "preact-noskip",
            "bottleneck",
            "preact-bottleneck",
            "bn-after-add",
            "relu-before-add",
            "relu-only-preact")
        .doesNotHaveDuplicates();
    assertThat(Block.catalog()).allSatisfy(row -> assertThat(row.summary()).isNotBlank());
    assertThat(Block.catalog()).allSatisfy(row -> assertThat(row.source()).isNotBlank());
  }

  @Test
  void aRowIsFoundByItsName() {
    Block basic = Block.of("  basic ");
    assertThat(basic.name()).isEqualTo("basic");
    assertThat(Block.catalog()).contains(basic);
  }

  @Test
  void aTextKeepsItsWordingAsNameAndGetsACanonicalSpec() {
    Block block = Block.of("branch:conv3   bn relu; merge: branch");
    assertThat(block.name()).isEqualTo("branch:conv3   bn relu; merge: branch");
    assertThat(block.spec()).isNotEqualTo(block.name());
    assertThat(Block.of(block.spec()).spec()).isEqualTo(block.spec());
    assertThat(block.summary()).isEmpty();
  }

  @Test
  void modifiersChangeTheSpec() {
    Block block = Block.of("basic[norm=gn(8), act=silu]");
    assertThat(block.name()).isEqualTo("basic[norm=gn(8), act=silu]");
    assertThat(block.spec()).contains("gn(8)", "silu").doesNotContain("relu");
  }

  @Test
  void aDefinitionMayBeUsedWithModifiers() {
    Block mine = Block.define("mine", "basic[act=gelu]");
    Map<String, Block> definitions = Map.of("mine", mine);
    assertThat(Block.of("mine", definitions)).isEqualTo(mine);
    Block changed = Block.of("mine[norm=gn(4)]", definitions);
    assertThat(changed.name()).isEqualTo("mine[norm=gn(4)]");
    assertThat(changed.spec()).contains("gn(4)", "gelu");
    assertThat(Block.of("basic", definitions)).isEqualTo(Block.of("basic"));
  }

  @Test
  void aDefinitionMustHaveAFreeAndWellFormedName() {
    assertThatThrownBy(() -> Block.define("basic", "toy"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("'basic' is already in the table");
    for (String name : new String[] {"Mine", "1st", "", "a b"}) {
      assertThatThrownBy(() -> Block.define(name, "toy"))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("'" + name + "'");
    }
  }

  @Test
  void aMistakeIsToldWithItsColumn() {
    String text = "branch: conv3 bn cnv3; merge: branch";
    BlockSyntaxException failure =
        catchThrowableOfType(BlockSyntaxException.class, () -> Block.of(text));
    assertThat(failure.column()).isEqualTo(text.indexOf("cnv3") + 1);
    assertThat(failure.text()).isEqualTo(text);
    assertThat(failure).hasMessageContaining("cnv3").hasMessageContaining("conv3");
  }

  @Test
  void aMisspeltNameGetsASuggestion() {
    assertThatThrownBy(() -> Block.of("preactt"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("preact");
  }

  @Test
  void aCharacterOutsideAsciiIsToldWithItsColumn() {
    BlockSyntaxException failure =
        catchThrowableOfType(BlockSyntaxException.class, () -> Block.of("branch: conv3 é"));
    assertThat(failure.column()).isEqualTo(15);
    assertThat(failure).hasMessageContaining("'é'");
  }

  @Test
  void emptyTextAndNulAreErrors() {
    assertThatThrownBy(() -> Block.of("  ")).isInstanceOf(InvalidArgumentException.class);
    assertThatThrownBy(() -> Block.of("ba\0sic"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("NUL");
  }
}
