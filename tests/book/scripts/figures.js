// Source, alt text, caption and success of loading of every picture in the text.
return [...document.querySelectorAll('.bd-article img')].map((image) => {
  const caption = image.closest('figure')?.querySelector('figcaption .caption-text');
  return {
    source: image.getAttribute('src'),
    alt: image.alt.trim(),
    caption: caption ? caption.textContent.trim() : '',
    drawn: Boolean(image.closest('.cell_output')),
    loaded: image.complete && image.naturalWidth > 0,
  };
});
