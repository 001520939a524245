/** Words of the names of models that ask the internet, other models or tools by themselves, whatever a request says. */
const reaching =
    /(^|[-/.:@])(search|deep-?search|deep-?research|researcher|sonar|compound|online|browse|browser|browsing|grounded|grounding|alltools|auto|router|preset)($|[-/.:@])/;

/** Search and research models, and routers that choose a model by themselves: their provider goes out for whoever asks. */
export const selfReachingModel = (model: string): boolean => reaching.test(model.toLowerCase().replaceAll("_", "-"));
