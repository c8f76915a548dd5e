// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.text.Numbers;

/**
 * Reads the pickles of CIFAR's Python version: a dictionary of numbers, texts, lists, and an array
 * of bytes by NumPy.
 *
 * <p>Nothing that a pickle names is looked up, made or called. The few globals that such files name
 * are words here, which stand for the array that follows them; an operation or a global that these
 * files do not need is refused by its name. Source of the operations: Python's module {@code
 * pickletools}, protocols 0 to 2, and the two of protocol 3 that write bytes.
 */
final class PickleFile {
  private static final long MOST_BYTES = 1L << 30;
  private static final List<String> GLOBALS =
      List.of(
          "numpy.core.multiarray _reconstruct",
          "numpy._core.multiarray _reconstruct",
          "numpy ndarray",
          "numpy dtype",
          "_codecs encode");

  /** An array of bytes, {@code shape} in the order of rows. */
  @SuppressWarnings("ArrayRecordComponent") // read once, handed to one reader
  record Bytes(List<Integer> shape, byte[] values) {}

  private record Global(String name) {}

  /** What {@code _reconstruct} or {@code dtype} makes, until {@code BUILD} gives it a state. */
  private static final class Shell {
    private final String global;
    private final List<?> arguments;
    private @Nullable Bytes bytes;

    Shell(String global, List<?> arguments) {
      this.global = global;
      this.arguments = arguments;
    }
  }

  private enum Mark {
    MARK
  }

  private enum None {
    NONE
  }

  private final PickleCode code;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private PickleFile(PickleCode code) {
    this.code = code;
  }

  /**
   * Reads a file.
   *
   * @return the dictionary: its keys as texts, its values texts, {@code Long}, {@code List} and
   *     {@link Bytes}
   * @throws IOException if it cannot be read
   * @throws CorruptDataException if it is damaged, or has another operation or global
   */
  static Map<String, Object> read(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > MOST_BYTES) {
      throw new InvalidArgumentException(
          "%s has %s bytes, expected a CIFAR batch of at most %s"
              .formatted(file, Numbers.count(bytes), Numbers.count(MOST_BYTES)));
    }
    return new PickleFile(new PickleCode(file, Files.readAllBytes(file))).run();
  }

  private Map<String, Object> run() {
    while (true) {
      int offset = code.at();
      int operation = code.take();
      if (operation == '.') {
        break;
      }
      try {
        step(operation, offset);
      } catch (ClassCastException
          | IndexOutOfBoundsException
          | NoSuchElementException
          | ArithmeticException e) {
        throw code.refused(
            offset, "operation " + name(operation) + " with operands that do not fit it");
      }
    }
    Object top = stack.isEmpty() ? "nothing" : stack.getLast();
    if (!(top instanceof Map<?, ?> entries)) {
      throw code.refused(
          code.at(), "a " + kind(top) + " where the dictionary of a batch was expected");
    }
    Map<String, Object> named = new HashMap<>();
    entries.forEach((key, value) -> named.put((String) key, plain(value)));
    return named;
  }

  private void step(int operation, int offset) {
    switch (operation) {
      case 0x80 -> protocol(offset);
      case '}' -> push(new HashMap<>());
      case ']' -> push(new ArrayList<>());
      case ')' -> push(List.of());
      case '(' -> push(Mark.MARK);
      case 'N' -> push(None.NONE);
      case 0x88 -> push(1L);
      case 0x89 -> push(0L);
      case 'K' -> push((long) code.take());
      case 'M' -> push((long) (code.take() | code.take() << 8));
      case 'J' -> push((long) code.integer());
      case 'U', 'C' -> push(code.bytes(code.take()));
      case 'T', 'B' -> push(code.bytes(code.integer()));
      case 'X' -> push(new String(code.bytes(code.integer()), StandardCharsets.UTF_8));
      case 'c' -> push(global(offset));
      case 'q' -> memo.put(code.take(), stack.getLast());
      case 'r' -> memo.put(code.integer(), stack.getLast());
      case 'h' -> push(remembered(code.take(), offset));
      case 'j' -> push(remembered(code.integer(), offset));
      case 't' -> push(List.copyOf(sinceMark()));
      case 0x85 -> push(popped(1));
      case 0x86 -> push(popped(2));
      case 0x87 -> push(popped(3));
      case 'R' -> reduce(offset);
      case 'b' -> build(offset);
      case 'a' -> {
        List<Object> one = popped(1);
        list().addAll(one);
      }
      case 'e' -> {
        List<Object> values = sinceMark();
        list().addAll(values);
      }
      case 's' -> put(popped(2));
      case 'u' -> put(sinceMark());
      default -> throw code.refused(offset, "operation " + name(operation));
    }
  }

  private void protocol(int offset) {
    int version = code.take();
    if (version > 3) {
      throw code.refused(offset, "protocol " + version);
    }
  }

  private Global global(int offset) {
    String name = code.line() + " " + code.line();
    if (!GLOBALS.contains(name)) {
      throw code.refused(offset, "global '" + name + "'");
    }
    return new Global(name);
  }

  /** Applies a global to arguments, as far as the array needs it. */
  private void reduce(int offset) {
    List<?> arguments = (List<?>) pop();
    String name = ((Global) pop()).name();
    switch (name) {
      case "_codecs encode" -> push(latin1((String) arguments.get(0), arguments.get(1), offset));
      case "numpy ndarray" -> throw code.refused(offset, "a call of numpy.ndarray");
      default -> push(new Shell(name, arguments));
    }
  }

  /** How Python 3 writes bytes by protocol 2. */
  private byte[] latin1(String text, Object encoding, int offset) {
    if (!"latin1".equals(encoding)) {
      throw code.refused(offset, "an encoding that is not latin1");
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Gives an array its state: version, shape, element type, order, content. */
  private void build(int offset) {
    List<?> state = (List<?>) pop();
    Shell shell = (Shell) stack.getLast();
    if (!shell.global.endsWith("_reconstruct")) {
      return; // byte order and the like, which single bytes do not have
    }
    Shell type = (Shell) state.get(2);
    String element = text(type.arguments.getFirst());
    boolean byColumns = !Long.valueOf(0).equals(state.get(3));
    if (!type.global.equals("numpy dtype") || !element.matches("\\|?u1") || byColumns) {
      throw code.refused(
          offset,
          "an array of '%s'%s, expected bytes 'u1' by rows"
              .formatted(element, byColumns ? " by columns" : ""));
    }
    List<Integer> shape = new ArrayList<>();
    long elements = 1;
    for (Object size : (List<?>) state.get(1)) {
      shape.add(Math.toIntExact((Long) size));
      elements = elements * (Long) size;
    }
    byte[] values = (byte[]) state.get(4);
    if (elements != values.length) {
      throw code.refused(
          offset,
          "an array of shape %s with %s bytes".formatted(shape, Numbers.count(values.length)));
    }
    shell.bytes = new Bytes(List.copyOf(shape), values);
  }

  @SuppressWarnings("unchecked")
  private List<Object> list() {
    return (ArrayList<Object>) stack.getLast();
  }

  @SuppressWarnings("unchecked")
  private void put(List<Object> pairs) {
    HashMap<String, Object> target = (HashMap<String, Object>) stack.getLast();
    for (int i = 0; i < pairs.size(); i += 2) {
      target.put(text(pairs.get(i)), pairs.get(i + 1));
    }
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object pop() {
    return stack.removeLast();
  }

  private List<Object> popped(int count) {
    List<Object> top = stack.subList(stack.size() - count, stack.size());
    List<Object> values = List.copyOf(top);
    top.clear();
    return values;
  }

  private List<Object> sinceMark() {
    int mark = stack.lastIndexOf(Mark.MARK);
    List<Object> top = stack.subList(mark, stack.size());
    List<Object> values = List.copyOf(top.subList(1, top.size()));
    top.clear();
    return values;
  }

  private Object remembered(int key, int offset) {
    Object value = memo.get(key);
    if (value == null) {
      throw code.refused(offset, "a reference to the value " + key + ", which was not kept");
    }
    return value;
  }

  /** Returns a text of either version of Python. */
  static String text(Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : (String) value;
  }

  private static Object plain(Object value) {
    return value instanceof Shell shell && shell.bytes != null ? shell.bytes : value;
  }

  private static String kind(Object value) {
    return value.getClass().getSimpleName();
  }

  private static String name(int operation) {
    return operation > ' ' && operation < 0x7F
        ? "'" + (char) operation + "'"
        : "0x%02x".formatted(operation);
  }
}
