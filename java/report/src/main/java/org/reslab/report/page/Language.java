// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.TreeMap;
import org.reslab.InvalidArgumentException;
import org.reslab.metrics.MetricDisplay;

/** A language of the page. */
public enum Language {
  /** English. */
  ENGLISH("en", Locale.ROOT),
  /** Turkish. */
  TURKISH("tr", Locale.forLanguageTag("tr"));

  private static final String BUNDLE = "org.reslab.report.page.messages";

  private final String tag;
  private final Locale locale;

  Language(String tag, Locale locale) {
    this.tag = tag;
    this.locale = locale;
  }

  /** Returns the BCP 47 tag, for example {@code tr}. */
  public String tag() {
    return tag;
  }

  /**
   * Returns the language of a tag.
   *
   * @throws InvalidArgumentException if there is none
   */
  public static Language parse(String tag) {
    for (Language language : values()) {
      if (language.tag.equals(tag)) {
        return language;
      }
    }
    throw new InvalidArgumentException("language: found '" + tag + "', expected one of en, tr");
  }

  /** All texts by key. */
  Map<String, String> texts() {
    ResourceBundle bundle = bundle();
    Map<String, String> texts = new TreeMap<>();
    MetricDisplay.all().forEach(metric -> texts.put("metric." + metric.name(), metric.title()));
    bundle.keySet().forEach(key -> texts.put(key, bundle.getString(key)));
    return texts;
  }

  /** Returns one text, {@code {0}} and so on replaced. */
  public String text(String key, Object... values) {
    String pattern = bundle().getString(key).replace("'", "''");
    return new MessageFormat(pattern, Locale.forLanguageTag(tag)).format(values);
  }

  private ResourceBundle bundle() {
    return ResourceBundle.getBundle(BUNDLE, locale, Language.class.getModule());
  }
}
