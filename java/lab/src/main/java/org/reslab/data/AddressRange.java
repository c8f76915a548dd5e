// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The IP addresses that begin with the same bits (RFC 4632, RFC 4291).
 *
 * @param network an address of the range
 * @param bits how many of its first bits all of the range share
 */
record AddressRange(InetAddress network, int bits) {
  /**
   * Reads an address with or without the number of bits, for example {@code 10.0.0.0/8}, {@code
   * 192.0.2.7} or {@code fd00::/8}.
   *
   * @return nothing where the text is no such range; no name is looked up
   */
  static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    Optional<InetAddress> network = address(slash < 0 ? text : text.substring(0, slash));
    if (network.isEmpty()) {
      return Optional.empty();
    }
    int all = network.get().getAddress().length * Byte.SIZE;
    String length = slash < 0 ? Integer.toString(all) : text.substring(slash + 1);
    if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > all) {
      return Optional.empty();
    }
    return Optional.of(new AddressRange(network.get(), Integer.parseInt(length)));
  }

  /** Returns whether a host is an address of the range; false of a name. */
  boolean contains(String host) {
    return address(host).filter(this::contains).isPresent();
  }

  private boolean contains(InetAddress address) {
    byte[] theirs = address.getAddress();
    byte[] ours = network.getAddress();
    return theirs.length == ours.length
        && new BigInteger(1, theirs)
            .xor(new BigInteger(1, ours))
            .shiftRight(ours.length * Byte.SIZE - bits)
            .equals(BigInteger.ZERO);
  }

  private static Optional<InetAddress> address(String literal) {
    try {
      return Optional.of(InetAddress.ofLiteral(literal));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // a name
    }
  }
}
