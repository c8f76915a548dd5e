// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.reslab.Fixture;

/** A page of documentation, as its readers get it. */
final class Markdown {
  /**
   * Code in a block of its own.
   *
   * @param info what stands behind the fence, such as {@code sh}; empty for an indented block
   * @param line where the code's first line is in the file, from 1 on
   */
  record Block(String info, String code, int line) {}

  private final Path file;
  private final Node document;

  private Markdown(Path file, Node document) {
    this.file = file;
    this.document = document;
  }

  static Markdown read(Path file) throws IOException {
    Parser parser = Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS).build();
    return new Markdown(file, parser.parse(Files.readString(file)));
  }

  /** Reads a page by its place in the source tree. */
  static Markdown read(String path) throws IOException {
    return read(Fixture.source().resolve(path));
  }

  /** Returns the pages that users read: those at the root of the source tree, and in docs. */
  static List<Markdown> pages() throws IOException {
    List<Markdown> pages = new ArrayList<>();
    for (Path folder : List.of(Fixture.source(), Fixture.source().resolve("docs"))) {
      try (var files = Files.newDirectoryStream(folder, "*.md")) {
        for (Path page : files) {
          pages.add(read(page));
        }
      }
    }
    return pages;
  }

  Path file() {
    return file;
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(FencedCodeBlock node) {
            blocks.add(new Block(node.getInfo().strip(), node.getLiteral(), line(node) + 1));
          }

          @Override
          public void visit(IndentedCodeBlock node) {
            blocks.add(new Block("", node.getLiteral(), line(node)));
          }
        });
    return blocks;
  }

  /** Returns the blocks of one language, {@code sh} say, in their order. */
  List<Block> blocks(String info) {
    return blocks().stream().filter(block -> block.info().equals(info)).toList();
  }

  /** Returns the code within sentences. */
  List<String> inlineCode() {
    List<String> codes = new ArrayList<>();
    visit(Code.class, code -> codes.add(code.getLiteral().replace('\n', ' ')));
    return codes;
  }

  /** Returns where links and pictures point to. */
  List<String> destinations() {
    List<String> destinations = new ArrayList<>();
    visit(Link.class, link -> destinations.add(link.getDestination()));
    visit(Image.class, image -> destinations.add(image.getDestination()));
    return destinations;
  }

  /** Returns the names by which links reach the headings, as GitHub makes them. */
  Set<String> anchors() {
    Set<String> anchors = new LinkedHashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    visit(
        Heading.class,
        heading -> {
          String slug =
              text(heading)
                  .toLowerCase(Locale.ROOT)
                  .replaceAll("[^\\p{L}\\p{N} _-]", "")
                  .replace(' ', '-');
          int before = seen.merge(slug, 1, Integer::sum) - 1;
          anchors.add(before == 0 ? slug : slug + "-" + before);
        });
    return anchors;
  }

  private static String text(Node node) {
    StringBuilder text = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text part) {
            text.append(part.getLiteral());
          }

          @Override
          public void visit(Code part) {
            text.append(part.getLiteral());
          }
        });
    return text.toString();
  }

  private <T extends Node> void visit(Class<T> type, Consumer<T> consumer) {
    walk(
        document,
        node -> {
          if (type.isInstance(node)) {
            consumer.accept(type.cast(node));
          }
        });
  }

  private static void walk(Node node, Consumer<Node> consumer) {
    consumer.accept(node);
    for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
      walk(child, consumer);
    }
  }

  private static int line(Node node) {
    return node.getSourceSpans().getFirst().getLineIndex() + 1;
  }

  @Override
  public String toString() {
    return Fixture.source().relativize(file).toString();
  }
}
