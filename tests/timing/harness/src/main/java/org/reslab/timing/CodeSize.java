// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The size of a program, counted in its sources.
 *
 * @param lines that hold more than blanks and comments; package and import declarations left out
 * @param methods with a body, constructors included
 */
public record CodeSize(int lines, int methods) {
  /** Comments, and what may hold their marks without beginning one. */
  private static final Pattern COMMENT_OR_LITERAL =
      Pattern.compile(
          """
          //[^\\n]*|/\\*(?s:.*?)\\*/\
          |"{3}(?s:(?:\\\\.|[^\\\\])*?)"{3}\
          |"(?:\\\\.|[^"\\\\\\n])*"\
          |'(?:\\\\.|[^'\\\\\\n])*'\
          """);

  private static final Pattern DECLARATION = Pattern.compile("\\s*(?:package|import)\\s.*");

  /**
   * Counts Java sources.
   *
   * @throws IOException where one cannot be read
   */
  static CodeSize of(List<Path> sources) throws IOException {
    int lines = 0;
    for (Path source : sources) {
      lines += lines(Files.readString(source));
    }
    return new CodeSize(lines, methods(sources));
  }

  /** Returns the lines of code in a source. */
  static int lines(String source) {
    String code =
        COMMENT_OR_LITERAL
            .matcher(source)
            .replaceAll(match -> {
              String found = match.group();
              // A comment leaves its line ends, so that the code before and after it stays on lines
              // of its own.
              return found.startsWith("/")
                  ? found.replaceAll("[^\n]", "")
                  : Matcher.quoteReplacement(found);
            });
    return (int)
        code.lines()
            .filter(line -> !line.isBlank() && !DECLARATION.matcher(line).matches())
            .count();
  }

  private static int methods(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IOException("this Java has no compiler, which counts methods; run it on a JDK");
    }
    List<MethodTree> found = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      new TreeScanner<@Nullable Void, Set<String>>() {
        @Override
        public @Nullable Void visitMethod(MethodTree method, Set<String> unused) {
          if (method.getBody() != null) {
            found.add(method);
          }
          return super.visitMethod(method, unused);
        }
      }.scan(task.parse(), Set.of());
    }
    return found.size();
  }
}
